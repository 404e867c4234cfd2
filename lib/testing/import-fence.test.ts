import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const FENCE = resolve(".dependency-cruiser.cjs");
const FOLDERS_FENCE = resolve(".dependency-cruiser.folders.cjs");
const CRUISER = resolve("node_modules/.bin/depcruise");
const FOLDERS = ["app", "components", "lib", "prisma", "sandbox", "e2e", "bench", "instrumentation.ts", "proxy.ts"];

type Cruise = { summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] } };

function cruise(cwd: string, config: string): Cruise["summary"] {
  const folders = FOLDERS.filter((folder) => existsSync(join(cwd, folder)));
  const { stdout } = spawnSync(CRUISER, ["--config", config, "--output-type", "json", ...folders], {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return (JSON.parse(stdout) as Cruise).summary;
}

/** The code that is under version control, or is about to be. */
function sources(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...FOLDERS], {
    encoding: "utf8",
  });
  return listed.split("\n").filter((path) => /\.tsx?$/.test(path) && existsSync(path));
}

/** What the rules forbid; each file stands in its room and imports where it must not. */
const BREACHES = [
  { rule: "core", from: "lib/core/planted.ts", to: "lib/channels/other.ts" },
  { rule: "env", from: "lib/env/planted.ts", to: "lib/wiring/other.ts" },
  { rule: "channels", from: "lib/channels/planted.ts", to: "lib/rules/other.ts" },
  { rule: "safety", from: "lib/safety/planted.ts", to: "lib/persona/other.ts" },
  { rule: "people", from: "lib/people/planted.ts", to: "lib/accounts/other.ts" },
  { rule: "credits", from: "lib/credits/planted.ts", to: "lib/accounts/other.ts" },
  { rule: "facts", from: "lib/facts/planted.ts", to: "lib/rules/other.ts" },
  { rule: "persona", from: "lib/persona/planted.ts", to: "lib/rules/other.ts" },
  { rule: "rules", from: "lib/rules/matching/planted.ts", to: "lib/pipeline/other.ts" },
  { rule: "accounts", from: "lib/accounts/planted.ts", to: "lib/credits/other.ts" },
  { rule: "notices", from: "lib/notices/planted.ts", to: "lib/pipeline/other.ts" },
  { rule: "pipeline", from: "lib/pipeline/planted.ts", to: "lib/adapters/prisma/other.ts" },
  { rule: "playground", from: "lib/playground/planted.ts", to: "lib/notices/other.ts" },
  { rule: "step-hold", from: "lib/pipeline/hold/planted.ts", to: "lib/pipeline/send/other.ts" },
  { rule: "step-log", from: "lib/pipeline/log/planted.ts", to: "lib/pipeline/release/other.ts" },
  { rule: "step-receive", from: "lib/pipeline/receive/planted.ts", to: "lib/pipeline/release/other.ts" },
  { rule: "step-answer", from: "lib/pipeline/answer/planted.ts", to: "lib/pipeline/send/other.ts" },
  { rule: "step-send", from: "lib/pipeline/send/planted.ts", to: "lib/pipeline/answer/other.ts" },
  { rule: "step-release", from: "lib/pipeline/release/planted.ts", to: "lib/pipeline/receive/other.ts" },
  { rule: "step-reconcile", from: "lib/pipeline/reconcile/planted.ts", to: "lib/pipeline/receive/other.ts" },
  { rule: "pipeline-words", from: "lib/pipeline/planted-words.ts", to: "lib/pipeline/hold/other.ts" },
  { rule: "records-shared", from: "lib/adapters/prisma/shared/planted.ts", to: "lib/adapters/prisma/turns/other.ts" },
  { rule: "records-safety", from: "lib/adapters/prisma/safety/planted.ts", to: "lib/adapters/prisma/rules/other.ts" },
  { rule: "records-credits", from: "lib/adapters/prisma/credits/planted.ts", to: "lib/adapters/prisma/turns/other.ts" },
  { rule: "records-orders", from: "lib/adapters/prisma/orders/planted.ts", to: "lib/adapters/prisma/turns/other.ts" },
  { rule: "records-facts", from: "lib/adapters/prisma/facts/planted.ts", to: "lib/adapters/prisma/rules/other.ts" },
  { rule: "records-persona", from: "lib/adapters/prisma/persona/planted.ts", to: "lib/adapters/prisma/rules/other.ts" },
  { rule: "records-rules", from: "lib/adapters/prisma/rules/planted.ts", to: "lib/adapters/prisma/accounts/other.ts" },
  { rule: "records-notices", from: "lib/adapters/prisma/notices/planted.ts", to: "lib/adapters/prisma/turns/other.ts" },
  { rule: "records-people", from: "lib/adapters/prisma/people/planted.ts", to: "lib/adapters/prisma/turns/other.ts" },
  {
    rule: "records-accounts",
    from: "lib/adapters/prisma/accounts/planted.ts",
    to: "lib/adapters/prisma/turns/other.ts",
  },
  { rule: "records-turns", from: "lib/adapters/prisma/turns/planted.ts", to: "lib/adapters/prisma/people/other.ts" },
  {
    rule: "records-operator",
    from: "lib/adapters/prisma/operator/planted.ts",
    to: "lib/adapters/prisma/people/other.ts",
  },
  { rule: "channels-apart", from: "lib/channels/email/planted.ts", to: "lib/channels/whatsapp/other.ts" },
  { rule: "neutral-rooms", from: "lib/pipeline/send/planted-neutral.ts", to: "lib/channels/whatsapp/other.ts" },
  { rule: "inputs-in-the-browser", from: "lib/web/inputs/planted.ts", to: "lib/web/auth/other.ts" },
  { rule: "domain-schemas-apart", from: "lib/credits/planted-zod.ts", to: "node_modules/zod/index.js" },
  { rule: "adapters-apart", from: "lib/adapters/meta/planted.ts", to: "lib/adapters/prisma/other.ts" },
  { rule: "adapters-apart", from: "lib/adapters/upstash/planted.ts", to: "lib/env/other.ts" },
  { rule: "wiring", from: "lib/wiring/planted.ts", to: "lib/commands/other.ts" },
  { rule: "commands-and-web", from: "lib/web/planted.ts", to: "lib/adapters/prisma/other.ts" },
  { rule: "web-and-commands-apart", from: "lib/web/planted-2.ts", to: "lib/commands/other.ts" },
  { rule: "prisma-scripts", from: "prisma/planted.ts", to: "lib/web/other.ts" },
  { rule: "components", from: "components/ui/planted.tsx", to: "lib/wiring/other.ts" },
  { rule: "app", from: "app/admin/planted.tsx", to: "lib/adapters/prisma/other.ts" },
  { rule: "outside-stays-outside", from: "sandbox/meta/planted.ts", to: "lib/channels/other.ts" },
  { rule: "outside-stays-outside", from: "e2e/planted.ts", to: "lib/wiring/other.ts" },
  { rule: "bench-apart", from: "bench/planted.ts", to: "sandbox/other.ts" },
  { rule: "testing-stays-in-tests", from: "lib/wiring/planted-2.ts", to: "lib/testing/other.ts" },
  { rule: "resolvable", from: "lib/core/planted-2.ts", to: null },
  { rule: "no-circular", from: "lib/credits/circle.ts", to: "lib/credits/circled.ts" },
] as const;

/** Two folders that import each other, in files that don't. */
const FOLDER_CIRCLE = [
  { from: "lib/web/auth/circle.ts", to: "lib/web/routes/other.ts" },
  { from: "lib/web/routes/circle.ts", to: "lib/web/auth/other.ts" },
] as const;

function plantBreaches(tree: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  write("lib/credits/circled.ts", 'import * as taken from "./circle";\nexport const wanted = taken;\n');
  write("tsconfig.json", '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }');
  write("node_modules/zod/package.json", '{ "name": "zod", "main": "index.js" }');
  const planted = [...BREACHES, ...FOLDER_CIRCLE];
  for (const { to } of planted) if (to && !to.endsWith("circled.ts")) write(to, "export const wanted = 1;\n");
  for (const { from, to } of planted) {
    const path = to?.startsWith("node_modules/") ? "zod" : `@/${(to ?? "lib/nowhere.ts").replace(/\.tsx?$/, "")}`;
    write(from, `import * as taken from "${path}";\nexport const wanted = taken;\n`);
  }
}

/** Code files that stand side by side; `components/ui` is a library's own layout. */
const MOST_IN_A_FOLDER = 15;

describe("the import fence", () => {
  it("reads the whole tree and finds it clean", () => {
    const { violations, totalCruised } = cruise(".", FENCE);
    expect(violations.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThanOrEqual(sources().length);
  });

  it("finds no two folders that import each other", () => {
    expect(cruise(".", FOLDERS_FENCE).violations.map(({ from }) => from)).toEqual([]);
  });

  it(`finds no folder with more than ${MOST_IN_A_FOLDER} code files`, () => {
    const counts = new Map<string, number>();
    for (const path of sources()) {
      if (/\.(test|spec)\.tsx?$/.test(path)) continue;
      counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    }
    const full = [...counts].filter(([folder, count]) => count > MOST_IN_A_FOLDER && folder !== "components/ui");
    expect(full).toEqual([]);
    expect(counts.get("components/ui")).toBeGreaterThan(MOST_IN_A_FOLDER);
  });

  it("has a planted breach for every rule", () => {
    const { forbidden } = createRequire(import.meta.url)(FENCE) as { forbidden: { name: string }[] };
    const planted = new Set<string>(BREACHES.map(({ rule }) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });

  it("catches every planted breach by its rule, and the circle of folders", () => {
    const tree = mkdtempSync(join(tmpdir(), "concierge-fence-"));
    try {
      plantBreaches(tree);
      const caught = cruise(tree, FENCE).violations.map(({ rule, from }) => `${rule.name}: ${from}`);
      for (const { rule, from } of BREACHES) expect(caught).toContain(`${rule}: ${from}`);
      const circles = cruise(tree, FOLDERS_FENCE).violations.map(({ from }) => from);
      expect(circles).toEqual(expect.arrayContaining(["lib/web/auth", "lib/web/routes"]));
    } finally {
      rmSync(tree, { recursive: true });
    }
  });
});
