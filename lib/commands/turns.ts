import { parseArgs } from "node:util";
import { AppError } from "@/lib/core/errors";
import type { TurnSummary } from "@/lib/wiring/operator";
import { type Explained, explained, printExplained } from "./explain-turn";
import { formatTable, runCommand, withOperator } from "./run-command";

const USAGE = `turns --last 20      (the newest turns)
turns explain ID     (all that is known of one: no words, none are kept)
each also with --json`;

const OPTIONS = { last: { type: "string", default: "20" }, json: { type: "boolean", default: false } } as const;

function printAll(turns: TurnSummary[]): string {
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

async function run(): Promise<TurnSummary[] | Explained> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command, id, ...more] = positionals;
  if (command === "explain" && id && more.length === 0) {
    return withOperator(async (operator) => explained(await operator.explainTurn(id)));
  }
  if (command !== undefined) {
    throw new AppError("invalid_input", `${positionals.join(" ")}: no such command\n\n${USAGE}`);
  }
  const last = Number(values.last);
  if (!Number.isInteger(last) || last < 1 || last > 10_000) {
    throw new AppError("invalid_input", "--last: expected a whole number, 1 to 10000");
  }
  return withOperator((operator) => operator.records.lastTurns(last));
}

await runCommand(
  process.argv.includes("--json"),
  run,
  (result) => (Array.isArray(result) ? printAll(result) : printExplained(result)),
  USAGE,
);
