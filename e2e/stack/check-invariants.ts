import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Scene, SendCall } from "./scene";
import type { InboundRow } from "./stack-records";

/** Times of files are kept more coarsely than the clock's. */
const fileTimeSlackMs = 2000;

/**
 * What must hold after whatever happened, seen from outside: the calls that Meta got, the records, the data folder.
 * `unknownHoldMs`: how long a send may have stayed unknown before it was repeated. Call it when the scene has settled.
 */
export async function checkInvariants(scene: Scene, unknownHoldMs: number): Promise<void> {
  const { stack, marker, beganAt } = scene;
  const [rows, sends] = await Promise.all([scene.rows(), scene.sends()]);
  const breaches = [
    ...brokenBindings(scene, rows),
    ...brokenSends(rows, sends, unknownHoldMs),
    ...brokenOrder(scene, rows, sends),
  ];
  expect(breaches, "breaches of the invariants").toEqual([]);
  expect(await stack.redisCommand("KEYS", "conversation:*"), "bodies left in Redis").toEqual([]);
  const readable = await filesWith(marker, stack.dataFolder, beganAt - fileTimeSlackMs);
  expect(readable, "files with a message's text").toEqual([]);
}

/** Each message has one row, and that row a closed turn with an outcome, or a reason. */
function brokenBindings(scene: Scene, rows: readonly InboundRow[]): string[] {
  const counts = new Map(scene.messages.map(({ id }) => [id, 0]));
  for (const { inbound_id } of rows) counts.set(inbound_id, (counts.get(inbound_id) ?? 0) + 1);
  const miscounted = [...counts].filter(([, count]) => count !== 1);
  const endless = rows.filter((row) => {
    if (row.row_reason !== null) return false;
    if (row.turn_id === null || row.closed_at === null) return true;
    return row.outcome === "silent" ? row.reason === null : !["replied", "undelivered"].includes(row.outcome ?? "");
  });
  return [
    ...miscounted.map(([id, count]) => `message ${id} has ${count} rows`),
    ...endless.map((row) => `message without an end: ${JSON.stringify(row)}`),
  ];
}

/** One send for a replied turn; a second only after the hold, never a third; and none without a turn. */
function brokenSends(rows: readonly InboundRow[], sends: readonly SendCall[], unknownHoldMs: number): string[] {
  const outcomes = new Map(rows.flatMap(({ turn_id, outcome }) => (turn_id === null ? [] : [[turn_id, outcome]])));
  const callsOf = new Map<string, SendCall[]>();
  for (const send of sends) {
    // An answered error is a send that did not happen.
    if (send.status === 200 || send.status === 0) callsOf.set(send.turnId, [...(callsOf.get(send.turnId) ?? []), send]);
  }
  const breaches = [...callsOf.keys()].filter((id) => !outcomes.has(id)).map((id) => `a send for no turn: ${id}`);
  for (const [turnId, outcome] of outcomes) {
    const [first, second, ...more] = callsOf.get(turnId ?? "") ?? [];
    if (outcome === "replied" && !first) breaches.push(`turn ${turnId} says replied, and nothing was sent`);
    if (more.length > 0) breaches.push(`turn ${turnId} was sent ${2 + more.length} times`);
    if (!first || !second) continue;
    if (first.attempt !== 1 || second.attempt !== 2) breaches.push(`turn ${turnId}: an attempt was sent twice`);
    if (second.at - first.at < unknownHoldMs) {
      breaches.push(`turn ${turnId} was sent again after ${second.at - first.at} ms`);
    }
  }
  return breaches;
}

/** Turns of a conversation run one at a time, their answers in the order of what is known to have come first. */
function brokenOrder(scene: Scene, rows: readonly InboundRow[], sends: readonly SendCall[]): string[] {
  const numberOf = new Map(scene.messages.map(({ id, numberId }) => [id, numberId]));
  const conversations = new Map<string, InboundRow[]>();
  for (const row of rows) {
    // What was lost has no place in the order: it is found when the conversation may have gone on.
    if (row.turn_id === null || row.reason === "buffer_lost") continue;
    const name = `${numberOf.get(row.inbound_id)}/${row.sender_id}`;
    conversations.set(name, [...(conversations.get(name) ?? []), row]);
  }
  return [...conversations.values()].flatMap((messages) => brokenConversation(scene, messages, sends));
}

function brokenConversation(scene: Scene, rows: readonly InboundRow[], sends: readonly SendCall[]): string[] {
  const turns = [...new Map(rows.map((row) => [row.turn_id, row])).values()];
  turns.sort((one, other) => Number(one.released_at) - Number(other.released_at));
  const messagesOf = (turn: InboundRow) => rows.filter(({ turn_id }) => turn_id === turn.turn_id);
  const sendsOf = (turn: InboundRow) => sends.filter(({ turnId }) => turnId === turn.turn_id).map(({ n }) => n);
  return turns.slice(1).flatMap((turn, index) => {
    const before = turns[index];
    if (!before) return [];
    const late = messagesOf(turn).some((one) =>
      messagesOf(before).some((other) => scene.cameBefore(one.inbound_id, other.inbound_id)),
    );
    const pair = `turns ${before.turn_id} and ${turn.turn_id}`;
    return [
      ...(Number(turn.released_at) < Number(before.closed_at) ? [`${pair} ran at the same time`] : []),
      ...(late ? [`${pair} were not taken in their order`] : []),
      ...(Math.min(...sendsOf(turn)) < Math.max(...sendsOf(before)) ? [`${pair}: answers changed places`] : []),
    ];
  });
}

/**
 * The files below `folder` that contain `word`, as UTF-8, UTF-16 or base64 (at any of its three alignments). Files that
 * were last written before `since` (ms since 1970) are not read: the word is younger.
 */
async function filesWith(word: string, folder: string, since: number): Promise<string[]> {
  const needles = spellings(word);
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    // A database removes files while it works.
    const written = await stat(file).catch(() => null);
    if (written === null || written.mtimeMs < since) continue;
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(file);
  }
  return found;
}

function spellings(word: string): Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(" ".repeat(shift) + word).toString("base64");
    // The first and the last group depend on the neighbours.
    return Buffer.from(encoded.slice(shift === 0 ? 0 : 4, -4));
  });
  return [Buffer.from(word), Buffer.from(word, "utf16le"), ...base64];
}
