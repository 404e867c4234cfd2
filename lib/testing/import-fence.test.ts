import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const CONFIG = resolve(".dependency-cruiser.cjs");
const CRUISER = resolve("node_modules/.bin/depcruise");
const FOLDERS = ["app", "components", "lib", "prisma", "sandbox", "e2e", "bench", "instrumentation.ts", "proxy.ts"];

type Cruise = { summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] } };

function cruise(cwd: string): Cruise["summary"] {
  const folders = FOLDERS.filter((folder) => existsSync(join(cwd, folder)));
  const { stdout } = spawnSync(CRUISER, ["--config", CONFIG, "--output-type", "json", ...folders], {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return (JSON.parse(stdout) as Cruise).summary;
}

const planted: string[] = [];

/** A small tree with one file that imports what it must not. */
function plant(breach: { from: string; to: string }): string {
  const tree = mkdtempSync(join(tmpdir(), "concierge-fence-"));
  planted.push(tree);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  const up = "../".repeat(breach.from.split("/").length - 1) || "./";
  write(breach.to, "export const wanted = 1;\n");
  write(
    breach.from,
    `import { wanted } from "${up}${breach.to.replace(/\.tsx?$/, "")}";\nexport const taken: number = wanted;\n`,
  );
  return tree;
}

afterEach(() => {
  for (const tree of planted.splice(0)) rmSync(tree, { recursive: true });
});

describe("the import fence", () => {
  it("reads the whole tree and finds it clean", () => {
    const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...FOLDERS], {
      encoding: "utf8",
    });
    const sources = tracked.split("\n").filter((path) => /\.tsx?$/.test(path) && existsSync(path));
    const { violations, totalCruised } = cruise(".");
    expect(violations.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThanOrEqual(sources.length);
  }, 60_000);

  it.each([
    { rule: "core-imports-nothing", from: "lib/core/planted.ts", to: "lib/channels/other.ts" },
    { rule: "channels", from: "lib/channels/planted.ts", to: "lib/rules/other.ts" },
    { rule: "env", from: "lib/env/planted.ts", to: "lib/wiring/other.ts" },
    { rule: "persona", from: "lib/persona/planted.ts", to: "lib/rules/other.ts" },
    { rule: "credits", from: "lib/credits/planted.ts", to: "lib/accounts/other.ts" },
    { rule: "accounts", from: "lib/accounts/planted.ts", to: "lib/rules/other.ts" },
    { rule: "rules", from: "lib/rules/matchers/planted.ts", to: "lib/pipeline/other.ts" },
    { rule: "buffer", from: "lib/buffer/planted.ts", to: "lib/adapters/upstash/other.ts" },
    { rule: "pipeline", from: "lib/pipeline/planted.ts", to: "lib/adapters/prisma/other.ts" },
    { rule: "adapters-apart", from: "lib/adapters/meta/planted.ts", to: "lib/adapters/prisma/other.ts" },
    { rule: "adapters-apart", from: "lib/adapters/meta/planted.ts", to: "lib/env/other.ts" },
    { rule: "wiring", from: "lib/wiring/planted.ts", to: "lib/commands/other.ts" },
    { rule: "commands-and-web", from: "lib/web/planted.ts", to: "lib/adapters/prisma/other.ts" },
    { rule: "web-and-commands-apart", from: "lib/web/planted.ts", to: "lib/commands/other.ts" },
    { rule: "prisma-scripts", from: "prisma/planted.ts", to: "lib/web/other.ts" },
    { rule: "components", from: "components/ui/planted.tsx", to: "lib/wiring/other.ts" },
    { rule: "app", from: "app/admin/planted.tsx", to: "lib/adapters/prisma/other.ts" },
    { rule: "outside-stays-outside", from: "sandbox/meta/planted.ts", to: "lib/channels/other.ts" },
    { rule: "outside-stays-outside", from: "e2e/planted.ts", to: "lib/wiring/other.ts" },
    { rule: "bench-apart", from: "bench/planted.ts", to: "sandbox/other.ts" },
    { rule: "testing-stays-in-tests", from: "lib/wiring/planted.ts", to: "lib/testing/other.ts" },
  ])(
    "catches $from importing $to",
    ({ rule, from, to }) => {
      const { violations } = cruise(plant({ from, to }));
      expect(violations.map((violation) => ({ rule: violation.rule.name, from: violation.from }))).toContainEqual({
        rule,
        from,
      });
    },
    30_000,
  );
});
