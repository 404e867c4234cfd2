import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { AppError } from "@/lib/core/errors";
import { environment } from "@/lib/env/environment";
import { decodeConfigFile, ENCODING_PROBLEM } from "@/lib/rules/config/config-file";
import { parseReplyConfigText } from "@/lib/rules/config/parse-reply-config";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { type AccountSummary, type OperatorRecords, tokenResealer } from "@/lib/wiring/operator";
import { formatTable, runCommand, withOperator } from "./run-command";

const USAGE = `account add --tenant SLUG --phone-number-id ID --display-phone NUMBER   (several: repeat both flags)
account list
account show --phone-number-id ID
account config --phone-number-id ID --file reply-config.json
account repair --phone-number-id ID
account assign --tenant SLUG --phone-number-id ID   (lets that tenant connect a number of the platform's WABA)
account reseal   (after a new encryption key was put in front: seals stored tokens with it)
--tenant also takes the tenant's id, or its owner's email
each also with --json`;

const OPTIONS = {
  tenant: { type: "string" },
  "phone-number-id": { type: "string", multiple: true },
  "display-phone": { type: "string", multiple: true },
  file: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

type Flags = ReturnType<typeof readFlags>["values"];

const readFlags = () => parseArgs({ options: OPTIONS, allowPositionals: true });

const ACTIONS: Record<string, (records: OperatorRecords, flags: Flags) => Promise<unknown>> = {
  add: (records, flags) => records.addAccounts(required(flags, "tenant"), readNumbers(flags), newAccountConfig()),
  list: (records) => records.listAccounts(),
  show: (records, flags) => records.showAccount(oneNumber(flags)),
  config: async (records, flags) => {
    const number = oneNumber(flags);
    const file = required(flags, "file");
    const text = decodeConfigFile(await readBytes(file));
    if (text === null)
      throw new AppError("invalid_input", `${file} was not taken, the old config stays: ${ENCODING_PROBLEM}`);
    const parsed = parseReplyConfigText(text);
    if (!parsed.ok) {
      const problems = parsed.problems.map(({ path, message }) => (path === "" ? message : `${path} ${message}`));
      throw new AppError("invalid_input", `${file} was not taken, the old config stays:\n${problems.join("\n")}`);
    }
    await records.replaceConfig(number, parsed.config);
    return records.showAccount(number);
  },
  repair: async (records, flags) => {
    await records.repairAccount(oneNumber(flags));
    return records.showAccount(oneNumber(flags));
  },
  assign: (records, flags) => records.assignNumber(required(flags, "tenant"), numberId(oneNumber(flags))),
  reseal: (records) => records.resealTokens(tokenResealer(environment())),
};

function required(flags: Flags, name: "tenant" | "file"): string {
  const value = flags[name];
  if (!value) throw new AppError("invalid_input", `--${name} is missing\n\n${USAGE}`);
  return value;
}

function oneNumber(flags: Flags): string {
  const [number, ...more] = flags["phone-number-id"] ?? [];
  if (!number || more.length > 0) throw new AppError("invalid_input", `expected one --phone-number-id\n\n${USAGE}`);
  return number;
}

function numberId(given: string): string {
  if (!/^\d{1,40}$/.test(given))
    throw new AppError("invalid_input", `--phone-number-id ${given}: expected digits only`);
  return given;
}

function readNumbers(flags: Flags): { phoneNumberId: string; displayPhone: string }[] {
  const numberIds = flags["phone-number-id"] ?? [];
  const phones = flags["display-phone"] ?? [];
  if (numberIds.length === 0 || numberIds.length !== phones.length) {
    throw new AppError(
      "invalid_input",
      `expected as many --display-phone as --phone-number-id, at least one\n\n${USAGE}`,
    );
  }
  return numberIds.map((phoneNumberId, index) => {
    const displayPhone = phones[index] ?? "";
    numberId(phoneNumberId);
    if (!/^\+?[\d ()./-]{3,40}$/.test(displayPhone)) {
      throw new AppError(
        "invalid_input",
        `--display-phone ${displayPhone}: expected a phone number such as +1 555 010 0001`,
      );
    }
    return { phoneNumberId, displayPhone };
  });
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch {
    throw new AppError("invalid_input", `--file ${file}: expected a file that can be read`);
  }
}

function print(result: unknown): string {
  if (!Array.isArray(result)) return JSON.stringify(result, null, 2);
  const accounts = result as AccountSummary[];
  if (accounts.length === 0) return "no accounts yet";
  return formatTable(
    ["tenant", "phone number id", "number", "auto-reply", "state"],
    accounts.map((account) => [
      account.tenant,
      account.phone_number_id,
      account.display_phone,
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
    const { values, positionals } = readFlags();
    const action = ACTIONS[positionals[0] ?? ""];
    if (!action || positionals.length !== 1) throw new AppError("invalid_input", USAGE);
    return withOperator((operator) => action(operator.records, values));
  },
  print,
);
