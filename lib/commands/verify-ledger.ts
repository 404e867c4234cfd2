import { parseArgs } from "node:util";
import type { LedgerProof } from "../credits/ledger-drift";
import { environment } from "../env/environment";
import { connectOperator } from "../wiring/operator";
import { runCommand } from "./run-command";

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
    const operator = connectOperator(environment());
    try {
      const proof = await operator.credits.verify();
      if (!proof.ok) process.exitCode = 1;
      return proof;
    } finally {
      await operator.close();
    }
  },
  print,
);
