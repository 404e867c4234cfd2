import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

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

/** What the rules forbid; each file stands in its room and imports where it must not. */
const BREACHES = [
  { rule: "core-imports-nothing", from: "lib/core/planted-1.ts", to: "lib/channels/other.ts" },
  { rule: "channels", from: "lib/channels/planted-2.ts", to: "lib/rules/other.ts" },
  { rule: "env", from: "lib/env/planted-3.ts", to: "lib/wiring/other.ts" },
  { rule: "persona", from: "lib/persona/planted-4.ts", to: "lib/rules/other.ts" },
  { rule: "credits", from: "lib/credits/planted-5.ts", to: "lib/accounts/other.ts" },
  { rule: "accounts", from: "lib/accounts/planted-6.ts", to: "lib/rules/other.ts" },
  { rule: "rules", from: "lib/rules/matchers/planted-7.ts", to: "lib/pipeline/other.ts" },
  { rule: "buffer", from: "lib/buffer/planted-8.ts", to: "lib/adapters/upstash/other.ts" },
  { rule: "pipeline", from: "lib/pipeline/planted-9.ts", to: "lib/adapters/prisma/other.ts" },
  { rule: "adapters-apart", from: "lib/adapters/meta/planted-10.ts", to: "lib/adapters/prisma/other.ts" },
  { rule: "adapters-apart", from: "lib/adapters/meta/planted-11.ts", to: "lib/env/other.ts" },
  { rule: "wiring", from: "lib/wiring/planted-12.ts", to: "lib/commands/other.ts" },
  { rule: "commands-and-web", from: "lib/web/planted-13.ts", to: "lib/adapters/prisma/other.ts" },
  { rule: "web-and-commands-apart", from: "lib/web/planted-14.ts", to: "lib/commands/other.ts" },
  { rule: "prisma-scripts", from: "prisma/planted-15.ts", to: "lib/web/other.ts" },
  { rule: "components", from: "components/ui/planted-16.tsx", to: "lib/wiring/other.ts" },
  { rule: "app", from: "app/admin/planted-17.tsx", to: "lib/adapters/prisma/other.ts" },
  { rule: "outside-stays-outside", from: "sandbox/meta/planted-18.ts", to: "lib/channels/other.ts" },
  { rule: "outside-stays-outside", from: "e2e/planted-19.ts", to: "lib/wiring/other.ts" },
  { rule: "bench-apart", from: "bench/planted-20.ts", to: "sandbox/other.ts" },
  { rule: "testing-stays-in-tests", from: "lib/wiring/planted-21.ts", to: "lib/testing/other.ts" },
] as const;

function plantBreaches(tree: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  for (const { from, to } of BREACHES) {
    const up = "../".repeat(from.split("/").length - 1);
    write(to, "export const wanted = 1;\n");
    write(from, `import { wanted } from "${up}${to.replace(/\.tsx?$/, "")}";\nexport const taken: number = wanted;\n`);
  }
}

describe("the import fence", () => {
  it("reads the whole tree and finds it clean", () => {
    const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...FOLDERS], {
      encoding: "utf8",
    });
    const sources = tracked.split("\n").filter((path) => /\.tsx?$/.test(path) && existsSync(path));
    const { violations, totalCruised } = cruise(".");
    expect(violations.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThanOrEqual(sources.length);
  });

  it("catches every planted breach by its rule", () => {
    const tree = mkdtempSync(join(tmpdir(), "concierge-fence-"));
    try {
      plantBreaches(tree);
      const caught = cruise(tree).violations.map(({ rule, from }) => `${rule.name}: ${from}`);
      for (const { rule, from } of BREACHES) expect(caught).toContain(`${rule}: ${from}`);
    } finally {
      rmSync(tree, { recursive: true });
    }
  });
});
