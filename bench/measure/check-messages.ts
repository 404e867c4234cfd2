import { until } from "../../e2e/servers/until";
import type { GraphSend, LoadMessage } from "../load/load-plan";
import type { BenchStack } from "../stack/bench-stack";

type Row = { inbound_id: string; rows: number; outcome: string | null; closed: boolean };

export type Proof = {
  messages: number;
  /** Never answered with 200: Meta would bring them again, or give up. */
  untaken: number;
  /** Taken, and without a row, or without an answer. */
  lost: number;
  /** With a second row, or a second answer to the same customer. */
  double: number;
  /** Some of what is lost or double, to look at. */
  examples: string[];
};

/** Whether all messages that were taken have an end. */
async function openCount(stack: BenchStack, ids: readonly string[]): Promise<number> {
  const { rows } = await stack.records.query<{ closed: number }>(
    `SELECT count(*)::int AS closed FROM messages m LEFT JOIN turns t ON t.tenant_id = m.tenant_id AND t.id = m.turn_id
     WHERE m.direction = 'inbound' AND m.inbound_id = ANY($1) AND (m.reason IS NOT NULL OR t.closed_at IS NOT NULL)`,
    [ids],
  );
  return ids.length - (rows[0]?.closed ?? 0);
}

/** Waits until every message that was taken has its end; answers how many have none after `seconds`. */
export async function settle(stack: BenchStack, messages: readonly LoadMessage[], seconds: number): Promise<number> {
  const ids = messages.filter(({ taken }) => taken).map(({ id }) => id);
  try {
    return await until(
      "all turns to be closed",
      seconds * 1000,
      async () => ((await openCount(stack, ids)) > 0 ? null : 0),
      500,
    );
  } catch {
    return openCount(stack, ids);
  }
}

/** One row and one answer for each message that was taken; bursts of a customer have one answer together. */
export async function proveMessages(
  stack: BenchStack,
  messages: readonly LoadMessage[],
  sends: readonly GraphSend[],
): Promise<Proof> {
  const { rows } = await stack.records.query<Row>(
    `SELECT m.inbound_id, count(*)::int AS rows, max(t.outcome) AS outcome, bool_and(t.closed_at IS NOT NULL) AS closed
     FROM messages m LEFT JOIN turns t ON t.tenant_id = m.tenant_id AND t.id = m.turn_id
     WHERE m.direction = 'inbound' AND m.inbound_id = ANY($1) GROUP BY m.inbound_id`,
    [messages.map(({ id }) => id)],
  );
  const rowOf = new Map(rows.map((row) => [row.inbound_id, row]));
  const sendsTo = new Map<string, number>();
  for (const { to } of sends) sendsTo.set(to, (sendsTo.get(to) ?? 0) + 1);
  const taken = messages.filter((message) => message.taken);
  const lost = taken.filter(({ id, from }) => rowOf.get(id)?.outcome !== "replied" || !sendsTo.has(from));
  const twice = new Set(messages.filter(({ from }) => (sendsTo.get(from) ?? 0) > 1).map(({ from }) => from));
  const doubleRows = rows.filter((row) => row.rows > 1);
  const describe = ({ id, from }: LoadMessage): string =>
    `${id}: ${JSON.stringify(rowOf.get(id) ?? "no row")}, ${sendsTo.get(from) ?? 0} sends`;
  return {
    messages: messages.length,
    untaken: messages.length - taken.length,
    lost: lost.length,
    double: doubleRows.length + twice.size,
    examples: [...lost, ...messages.filter(({ from }) => twice.has(from))].slice(0, 5).map(describe),
  };
}
