import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { AppError } from "@/lib/core/errors";
import type { Facts } from "@/lib/facts/facts";
import { parseFacts, parseFactsText } from "@/lib/facts/parse-facts";
import { decodeConfigFile, ENCODING_PROBLEM } from "@/lib/rules/config/config-file";
import type { FactsSaved, OperatorFacts } from "@/lib/wiring/operator";
import { runCommand, withOperator } from "./run-command";

const USAGE = `facts set --tenant SLUG --file facts.json   (the whole record; what was saved before can be brought back)
facts show --tenant SLUG [--in-force]       (as JSON, which set takes back: as last saved, or what customers get)
each also with --json`;

const OPTIONS = {
  tenant: { type: "string" },
  file: { type: "string" },
  "in-force": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

type Flags = ReturnType<typeof readFlags>["values"];

const readFlags = () => parseArgs({ options: OPTIONS, allowPositionals: true });

const ACTIONS: Record<string, (facts: OperatorFacts, flags: Flags) => Promise<Facts | FactsSaved>> = {
  set: async (facts, flags) => facts.set(required(flags, "tenant"), await readFacts(required(flags, "file"))),
  show: async (facts, flags) => {
    const stored = await facts.show(required(flags, "tenant"), flags["in-force"] ? "in_force" : "saved");
    // The database keeps no order of fields; read anew, they stand in the house's.
    const read = parseFacts(stored);
    return read.ok ? read.facts : stored;
  },
};

function required(flags: Flags, name: "tenant" | "file"): string {
  const value = flags[name];
  if (!value) throw new AppError("invalid_input", `--${name} is missing\n\n${USAGE}`);
  return value;
}

async function readFacts(file: string): Promise<Facts> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    throw new AppError("invalid_input", `--file ${file}: expected a file that can be read`);
  }
  const refused = (why: string) => new AppError("invalid_input", `${file} was not taken, the old facts stay:${why}`);
  const text = decodeConfigFile(bytes);
  if (text === null) throw refused(` ${ENCODING_PROBLEM}`);
  const parsed = parseFactsText(text);
  if (parsed.ok) return parsed.facts;
  const problems = parsed.problems.map(({ path, message }) => (path === "" ? message : `${path} ${message}`));
  throw refused(`\n${problems.join("\n")}`);
}

function print(result: Facts | FactsSaved): string {
  if (!("in_force" in result)) return JSON.stringify(result, null, 2);
  const { tenant, version, safety, in_force } = result;
  const head = `saved as version ${version} of ${tenant}`;
  if (in_force === version) return `${head}; customers get it now`;
  const until = in_force === null ? "customers get no facts" : `customers get version ${in_force}`;
  const why = safety === "rejected" ? "its safety check refused it before" : "it waits for its safety check";
  return `${head}; ${why}, and ${until} until it is approved`;
}

await runCommand(
  process.argv.includes("--json"),
  async () => {
    const { values, positionals } = readFlags();
    const action = ACTIONS[positionals[0] ?? ""];
    if (!action || positionals.length !== 1) throw new AppError("invalid_input", USAGE);
    return withOperator((operator) => action(operator.facts, values));
  },
  print,
  USAGE,
);
