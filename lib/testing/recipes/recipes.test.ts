import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isLongRun } from "../property-runs";
import { type FileEdit, TOYS } from "./toys";

/** What the compiler reads of the tree, tests aside. */
const COPIED = ["lib", "app", "components", "tsconfig.json", "package.json"];
const readme = readFileSync("README.md", "utf8");
let tree: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), "concierge-recipes-"));
  const isNoTest = (path: string): boolean => !/\.test\.tsx?$/.test(path) && !path.includes("/recipes");
  for (const name of COPIED) cpSync(name, join(tree, name), { recursive: true, filter: isNoTest });
  symlinkSync(resolve("node_modules"), join(tree, "node_modules"));
  for (const { first, edits } of TOYS) change(first, edits[first] as FileEdit);
});
afterAll(() => rmSync(tree, { recursive: true }));

/** The files that a recipe's steps name; what is said below the steps is for special cases. */
function filesOf(heading: string): string[] {
  const [, section = ""] = readme.split(`## ${heading}\n`);
  const steps =
    section
      .split("\n## ")[0]
      ?.split("\n\n")
      .find((part) => /^\s*1\. /.test(part)) ?? "";
  return [...steps.matchAll(/`([\w.()[\]<>/-]+\/[\w.()[\]<>/-]*)`/g)].map(([, path = ""]) => path);
}

/** A step names a file, or a folder of what is added: `<channel>` and `<vendor>` are the toy's. */
const isNamed = (path: string, named: readonly string[]): boolean =>
  named.some((one) => {
    const name = one.replace(/<\w+>/, "discord");
    return name.endsWith("/") ? path.startsWith(name) : path === name;
  });

function change(path: string, edit: FileEdit): void {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  if (typeof edit === "string") {
    writeFileSync(file, edit);
    return;
  }
  let text = readFileSync(file, "utf8");
  for (const [before, after] of edit) {
    expect(text.split(before).length - 1, `${path} holds once: ${before}`).toBe(1);
    text = text.replace(before, () => after);
  }
  writeFileSync(file, text);
}

/** The files that the compiler complains about. */
function complaints(): string[] {
  const { stdout } = spawnSync(resolve("node_modules/.bin/tsc"), ["--noEmit", "--incremental", "false", "-p", tree], {
    encoding: "utf8",
    cwd: tree,
  });
  return [...new Set([...stdout.matchAll(/^(\S[^(\n]*)\(\d+,\d+\): error/gm)].map(([, path = ""]) => path))];
}

describe("the recipes of the README", () => {
  it.each(TOYS)("$heading: its steps name what the toy changes, and nothing else", ({ heading, edits }) => {
    const named = filesOf(heading);
    expect(named.length).toBeGreaterThan(3);
    const changed = Object.keys(edits);
    expect(changed.filter((path) => !isNamed(path, named))).toEqual([]);
    expect(named.filter((one) => !changed.some((path) => isNamed(path, [one])))).toEqual([]);
  });

  // The compiler reads the whole house for it: told by the long run.
  it.runIf(isLongRun())("have a compiler that lists, after the first step, what the others are for", () => {
    const listed = complaints();
    for (const { heading, first, edits } of TOYS) {
      const others = Object.keys(edits).filter((path) => path !== first);
      expect(listed.filter((path) => others.includes(path)).length, heading).toBeGreaterThan(1);
    }
  });

  it("make a toy work once all steps are taken, types included", { timeout: 300_000 }, () => {
    for (const { first, edits } of TOYS) {
      for (const [path, edit] of Object.entries(edits)) if (path !== first) change(path, edit);
    }
    expect(complaints()).toEqual([]);
    const script = join(tree, "behave.ts");
    writeFileSync(
      script,
      `// @ts-nocheck
      import { deepStrictEqual as equal } from "node:assert";
      import { newAccountConfig } from "@/lib/rules/config/reply-config";
      import { parseReplyConfig } from "@/lib/rules/config/parse-reply-config";
      import { readStoredRule } from "@/lib/rules/config/stored-rule";
      import { RESPONSE_TABLE } from "@/lib/rules/config/response-table";
      import { matchReply } from "@/lib/rules/matching/match-reply";
      import { replyOf } from "@/lib/pipeline/answer/choose-reply";
      import { channelDoor } from "@/lib/web/routes/channel-doors";
      const parsed = (rule) => {
        const read = parseReplyConfig({ ...newAccountConfig(), rules: [{ id: "toy", label: "Toy", ...rule }] });
        if (!read.ok) throw new Error(JSON.stringify(read.problems));
        return read;
      };
      ${TOYS.map(({ behaviour }) => `await (async () => {${behaviour}\n})();`).join("\n")}
      console.log("all toys work");`,
    );
    const said = execFileSync(resolve("node_modules/.bin/tsx"), [script], { encoding: "utf8", cwd: tree });
    expect(said).toContain("all toys work");
  });
});
