import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const text = readFileSync("docs/security.md", "utf8");
/** What stands in backquotes and has a folder or an ending of a file. */
const paths = [...text.matchAll(/`([\w.()[\]/-]+\.(?:tsx?|js|cjs|sql|prisma))`/g)].map(([, path = ""]) => path);

describe("docs/security.md", () => {
  it("names only files that are there", () => {
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });
});
