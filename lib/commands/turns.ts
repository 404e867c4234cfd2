import { parseArgs } from "node:util";
import { AppError } from "@/lib/core/errors";
import type { TurnSummary } from "@/lib/wiring/operator";
import { formatTable, runCommand, withOperator } from "./run-command";

const OPTIONS = { last: { type: "string", default: "20" }, json: { type: "boolean", default: false } } as const;

function print(turns: TurnSummary[]): string {
  if (turns.length === 0) return "no turns yet";
  return formatTable(
    ["released", "account", "outcome", "reason", "rule", "matched by", "handed over", "attempts", "took", "id"],
    turns.map((turn) => [
      turn.released_at,
      turn.account,
      turn.outcome ?? "open",
      turn.reason ?? "",
      turn.rule ?? "",
      [turn.matched_by, turn.close_call && `AI asked: ${turn.close_call}`].filter(Boolean).join(", "),
      turn.handed_over ?? "",
      String(turn.attempts),
      turn.closed_at ? `${Date.parse(turn.closed_at) - Date.parse(turn.released_at)} ms` : "",
      turn.id,
    ]),
  );
}

await runCommand(
  process.argv.includes("--json"),
  async () => {
    const { values } = parseArgs({ options: OPTIONS });
    const last = Number(values.last);
    if (!Number.isInteger(last) || last < 1 || last > 10_000) {
      throw new AppError("invalid_input", "--last: expected a whole number, 1 to 10000");
    }
    return withOperator((operator) => operator.records.lastTurns(last));
  },
  print,
);
