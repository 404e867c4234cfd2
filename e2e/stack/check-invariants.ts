import { expect } from "@playwright/test";
import type { Scene, SendCall } from "./scene";
import { filesWith } from "./search-folder";
import type { InboundRow } from "./stack-records";

/**
 * What must hold after whatever happened, seen from outside: the calls that Meta got, the records, the data folder.
 * `unknownHoldMs`: how long a send may have stayed unknown before it was repeated.
 */
export async function checkInvariants(scene: Scene, unknownHoldMs: number): Promise<void> {
  const [rows, sends] = await Promise.all([scene.rows(), scene.sends()]);
  checkBindings(scene, rows);
  checkSends(rows, sends, unknownHoldMs);
  checkOrder(scene, rows, sends);
  expect(await scene.stack.redisCommand("KEYS", "conversation:*"), "bodies left in Redis").toEqual([]);
  expect(await filesWith(scene.marker, scene.stack.dataFolder), "files with a message's text").toEqual([]);
}

/** Each message has one row, and that row a closed turn with an outcome, or a reason. */
function checkBindings(scene: Scene, rows: readonly InboundRow[]): void {
  const ids = rows.map(({ inbound_id }) => inbound_id).sort();
  expect(ids, "one row for each message").toEqual(scene.messages.map(({ id }) => id).sort());
  for (const row of rows) {
    if (row.row_reason !== null) continue;
    expect(row, "a turn with an end").toMatchObject({ turn_id: expect.any(String), closed_at: expect.any(Date) });
    if (row.outcome === "silent") expect(row.reason, "why it is silent").toEqual(expect.any(String));
    else expect(["replied", "undelivered"]).toContain(row.outcome);
  }
}

/** One send for a replied turn, two only with the hold between them, and none without a turn. */
function checkSends(rows: readonly InboundRow[], sends: readonly SendCall[], unknownHoldMs: number): void {
  const ofTurn = new Map<string, SendCall[]>(rows.flatMap(({ turn_id }) => (turn_id === null ? [] : [[turn_id, []]])));
  // An answered error is a send that did not happen.
  for (const send of sends.filter(({ status }) => status === 200 || status === 0)) {
    expect(ofTurn.has(send.turnId), "a send belongs to a turn").toBe(true);
    ofTurn.get(send.turnId)?.push(send);
  }
  for (const [turnId, calls] of ofTurn) {
    const outcome = rows.find(({ turn_id }) => turn_id === turnId)?.outcome;
    if (outcome === "replied") expect(calls.length, "sends of a replied turn").toBeGreaterThan(0);
    expect(calls.length, "sends of one turn").toBeLessThan(3);
    const [first, second] = calls;
    if (!first || !second) continue;
    expect([first.attempt, second.attempt]).toEqual([1, 2]);
    expect(second.at - first.at, "the hold of an unknown send").toBeGreaterThanOrEqual(unknownHoldMs);
  }
}

/** Turns of a conversation follow each other, in the order in which their first messages came. */
function checkOrder(scene: Scene, rows: readonly InboundRow[], sends: readonly SendCall[]): void {
  const numberOf = new Map(scene.messages.map(({ id, numberId }) => [id, numberId]));
  const conversations = new Map<string, Map<string, InboundRow>>();
  for (const row of rows) {
    // What was lost has no place in the order: it is found when the conversation may have gone on.
    if (row.turn_id === null || row.reason === "buffer_lost") continue;
    const name = `${numberOf.get(row.inbound_id)}/${row.sender_id}`;
    const turns = conversations.get(name) ?? new Map<string, InboundRow>();
    conversations.set(name, turns.set(row.turn_id, row));
  }
  for (const turns of conversations.values()) {
    const inOrder = [...turns.values()].sort((one, other) => Number(one.opened_at) - Number(other.opened_at));
    inOrder.slice(1).forEach((turn, index) => {
      const before = inOrder[index];
      expect(Number(turn.released_at), "one turn at a time").toBeGreaterThanOrEqual(Number(before?.closed_at));
      const lastBefore = Math.max(0, ...sends.filter(({ turnId }) => turnId === before?.turn_id).map(({ n }) => n));
      const first = sends.find(({ turnId }) => turnId === turn.turn_id)?.n ?? Number.POSITIVE_INFINITY;
      expect(first, "answers in the order of the questions").toBeGreaterThan(lastBefore);
    });
  }
}
