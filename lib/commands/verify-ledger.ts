import { parseArgs } from "node:util";
import type { LedgerProof } from "../credits/ledger-drift";
import { runCommand } from "./run-command";
import { withOperator } from "./with-operator";

const OPTIONS = { json: { type: "boolean", default: false } } as const;

function print({ ok, tenants, entries, drift }: LedgerProof): string {
  if (ok) return `the ledger holds: ${entries} entries of ${tenants} tenants`;
  return [
    `the ledger has drifted in ${drift.length} places:`,
    ...drift.map(({ tenant, problem }) => `  ${tenant}: ${problem}`),
  ].join("\n");
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
