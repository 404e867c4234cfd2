import { readFile } from "node:fs/promises";
import { AppError } from "@/lib/core/errors";
import { environment } from "@/lib/env/environment";
import { decodeConfigFile, ENCODING_PROBLEM } from "@/lib/rules/config/config-file";
import { parseReplyConfigText } from "@/lib/rules/config/parse-reply-config";
import { type AccountSummary, type OperatorRecords, tokenResealer } from "@/lib/wiring/operator";
import {
  type AccountFlags,
  channelOf,
  oneAccount,
  readAccountFlags,
  readAccounts,
  required,
  USAGE,
} from "./account-flags";
import { formatTable, runCommand, withOperator } from "./run-command";

const ACTIONS: Record<string, (records: OperatorRecords, flags: AccountFlags) => Promise<unknown>> = {
  add: (records, flags) => records.addAccounts(required(flags, "tenant"), channelOf(flags), readAccounts(flags), null),
  list: async (records, flags) => {
    const channel = flags.channel === undefined ? null : channelOf(flags);
    return (await records.listAccounts()).filter((one) => channel === null || one.channel === channel);
  },
  show: async (records, flags) => {
    const account = await records.showAccount(oneAccount(flags));
    return flags.config ? account.config : account;
  },
  config: async (records, flags) => {
    const account = oneAccount(flags);
    const file = required(flags, "file");
    const text = decodeConfigFile(await readBytes(file));
    if (text === null)
      throw new AppError("invalid_input", `${file} was not taken, the old config stays: ${ENCODING_PROBLEM}`);
    const parsed = parseReplyConfigText(text);
    if (!parsed.ok) {
      const problems = parsed.problems.map(({ path, message }) => (path === "" ? message : `${path} ${message}`));
      throw new AppError("invalid_input", `${file} was not taken, the old config stays:\n${problems.join("\n")}`);
    }
    await records.replaceConfig(account, parsed.config);
    return records.showAccount(account);
  },
  repair: async (records, flags) => {
    await records.repairAccount(oneAccount(flags));
    return records.showAccount(oneAccount(flags));
  },
  assign: (records, flags) => records.assignAccount(required(flags, "tenant"), oneAccount(flags)),
  reseal: (records) => records.resealTokens(tokenResealer(environment())),
};

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch {
    throw new AppError("invalid_input", `--file ${file}: expected a file that can be read`);
  }
}

function print(result: unknown): string {
  if (typeof result === "string") return result;
  if (!Array.isArray(result)) return JSON.stringify(result, null, 2);
  const accounts = result as AccountSummary[];
  if (accounts.length === 0) return "no accounts yet";
  return formatTable(
    ["tenant", "channel", "external id", "address", "auto-reply", "state"],
    accounts.map((account) => [
      account.tenant,
      account.channel,
      account.external_id,
      account.display_address,
      account.enabled ? "on" : "off",
      stateOf(account),
    ]),
  );
}

function stateOf({ broken, live }: AccountSummary): string {
  if (broken) return `broken: ${broken.reason} (${broken.by})`;
  return live ? "ok" : "not live";
}

await runCommand(
  process.argv.includes("--json"),
  async () => {
    const { values, positionals } = readAccountFlags();
    if (values.help) return USAGE;
    const action = ACTIONS[positionals[0] ?? ""];
    if (positionals.length === 0) throw new AppError("invalid_input", USAGE);
    if (!action || positionals.length > 1) {
      throw new AppError("invalid_input", `${positionals.join(" ")}: no such command\n\n${USAGE}`);
    }
    return withOperator((operator) => action(operator.records, values));
  },
  print,
);
