import { parseArgs } from "node:util";
import type { LedgerDrift, LedgerProof } from "@/lib/credits/ledger-reader";
import { runCommand, withOperator } from "./run-command";

const OPTIONS = { json: { type: "boolean", default: false } } as const;

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

function print({ ok, tenants, entries, drift, held }: LedgerProof): string {
  const lines = (found: readonly LedgerDrift[]) => found.map(({ tenant, problem }) => `  ${tenant}: ${problem}`);
  const proof = ok
    ? [`the ledger holds: ${counted(entries, "entry", "entries")} of ${counted(tenants, "tenant", "tenants")}`]
    : [`the ledger has drifted in ${counted(drift.length, "place", "places")}:`, ...lines(drift)];
  const toSee =
    held.length === 0 ? [] : [`look at ${counted(held.length, "payment", "payments")} not as ordered:`, ...lines(held)];
  return [...proof, ...toSee].join("\n");
}

await runCommand(
  process.argv.includes("--json"),
  async () => {
    parseArgs({ options: OPTIONS });
    const proof = await withOperator(({ credits }) => credits.verify());
    if (!proof.ok) process.exitCode = 1;
    return proof;
  },
  print,
);
