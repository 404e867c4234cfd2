import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = (name: string): string[] =>
  readdirSync(name)
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(name, file));
const documents = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...folder("docs"), ...folder("docs/decisions")];

/** What stands in backquotes and has a folder and an ending of a file; patterns and examples have a `*` or a `<`. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([\w.()[\]/-]+\/[\w.()[\]-]+\.(?:tsx?|js|cjs|sql|prisma|spec\.ts))`/g)].map(
    ([, path = ""]) => path,
  );

/** Relative links, without what follows a `#`. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link = ""]) => link);

describe.each(documents)("%s", (document) => {
  const text = readFileSync(document, "utf8");

  it("names only files that are there", () => {
    expect(pathsIn(text).filter((path) => !existsSync(path))).toEqual([]);
  });

  it("links only to what is there", () => {
    expect(linksIn(text).filter((link) => !existsSync(join(dirname(document), link)))).toEqual([]);
  });
});

it("finds the paths of the security document", () => {
  expect(pathsIn(readFileSync("docs/security.md", "utf8")).length).toBeGreaterThan(40);
});
