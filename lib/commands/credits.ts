import { parseArgs } from "node:util";
import { AppError } from "@/lib/core/errors";
import type { CreditsSummary, GrantAnswer, OperatorCredits } from "@/lib/wiring/operator";
import { formatTable, runCommand, withOperator } from "./run-command";

const USAGE = `credits grant --tenant SLUG --amount N --reason "why" [--reference R]   (one reference is granted once)
credits show --tenant SLUG
each also with --json`;

const OPTIONS = {
  tenant: { type: "string" },
  amount: { type: "string" },
  reason: { type: "string" },
  reference: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

type Flags = ReturnType<typeof readFlags>["values"];

const readFlags = () => parseArgs({ options: OPTIONS, allowPositionals: true });

const ACTIONS: Record<string, (credits: OperatorCredits, flags: Flags) => Promise<GrantAnswer | CreditsSummary>> = {
  grant: (credits, flags) => {
    const amount = required(flags, "amount");
    if (!/^\d{1,9}$/.test(amount)) throw new AppError("invalid_input", "--amount: expected a whole number, 1 or more");
    const reason = shortText("reason", required(flags, "reason"), 200);
    const reference = flags.reference === undefined ? null : shortText("reference", flags.reference, 100);
    return credits.grant(required(flags, "tenant"), Number(amount), reason, reference);
  },
  show: (credits, flags) => credits.show(required(flags, "tenant")),
};

function required(flags: Flags, name: "tenant" | "amount" | "reason"): string {
  const value = flags[name];
  if (!value) throw new AppError("invalid_input", `--${name} is missing\n\n${USAGE}`);
  return value;
}

function shortText(name: string, value: string, max: number): string {
  const text = value.trim();
  const printable = ![...text].some((character) => character < " ");
  if (text.length >= 1 && text.length <= max && printable) return text;
  throw new AppError("invalid_input", `--${name}: expected 1 to ${max} characters on one line`);
}

function print(result: GrantAnswer | CreditsSummary): string {
  if ("entries" in result) return printSummary(result);
  const { tenant, reference, amount, repeated, balance } = result;
  const said = repeated ? `reference ${reference} was granted before, nothing has changed` : `granted ${amount}`;
  return `${said}; ${tenant} has ${balance} credits (reference ${reference})`;
}

function printSummary({ tenant, balance, reserved, low_threshold, entries }: CreditsSummary): string {
  const head = `${tenant} has ${balance} credits, ${reserved} more are reserved; its owner is told at ${low_threshold}`;
  if (entries.length === 0) return `${head}\nno entries yet`;
  const rows = entries.map((entry) => [
    entry.at,
    entry.kind,
    String(entry.amount),
    String(entry.balance),
    entry.reference,
    entry.reason ?? "",
  ]);
  return `${head}\n${formatTable(["at", "kind", "amount", "balance", "reference", "reason"], rows)}`;
}

await runCommand(
  process.argv.includes("--json"),
  async () => {
    const { values, positionals } = readFlags();
    const action = ACTIONS[positionals[0] ?? ""];
    if (!action || positionals.length !== 1) throw new AppError("invalid_input", USAGE);
    return withOperator((operator) => action(operator.credits, values));
  },
  print,
  USAGE,
);
