import type { Receipt } from "@/lib/pipeline/receipt.port";
import { CURES, cureKey } from "@/lib/pipeline/unanswered-cures";
import { explainFailure } from "@/lib/wiring/explain-failure";

/** What `turns explain` prints as JSON: the receipt, times in ISO 8601, durations in ms. */
export type Explained = ReturnType<typeof explained>;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function explained(receipt: Receipt) {
  const { match, sends, messages, credit, rule } = receipt;
  const cause = receipt.reason ?? receipt.heldBack;
  const key = cause && cureKey(cause, receipt);
  return {
    id: receipt.id,
    tenant_id: receipt.tenantId,
    channel: receipt.channel,
    account: receipt.number.displayAddress,
    outcome: receipt.outcome,
    reason: receipt.reason,
    held_back: receipt.heldBack,
    cure: key && { key, place: CURES[key].place },
    failure: receipt.failureCode === null ? null : failureOf(receipt, receipt.failureCode),
    rule: rule && { id: rule.id, label: rule.label, deleted: rule.isGone && rule.id !== "default" },
    response: receipt.responseKind,
    matched_by: match?.way ?? null,
    nearness: match?.nearness ?? null,
    others: (match?.others ?? []).map(({ ruleId, label, score, line }) => ({ rule: ruleId, label, score, line })),
    meaning_gap: match?.gap ?? null,
    close_call: receipt.closeCall,
    config_version: match?.configVersion ?? null,
    messages: messages.map(({ providerId, kind, sentAt, receivedAt }) => ({
      id: providerId,
      kind,
      sent_at: iso(sentAt),
      received_at: iso(receivedAt),
    })),
    attempts: sends.map(({ attempt, state, begunAt, stateAt, providerId, errorCode }) => ({
      attempt,
      state,
      begun_at: iso(begunAt),
      state_at: iso(stateAt),
      id: providerId,
      failure: errorCode === null ? null : failureOf(receipt, errorCode),
    })),
    sent_twice: receipt.sentTwice,
    credit: {
      state: credit.state,
      entries: credit.entries.map(({ kind, amount, at }) => ({ kind, amount, at: iso(at) })),
    },
    handed_over: receipt.handedOver,
    owner_told_at: iso(receipt.ownerToldAt),
    own_word: receipt.ownWord,
    opened_at: iso(receipt.openedAt),
    released_at: iso(receipt.at),
    closed_at: iso(receipt.closedAt),
    waited_ms: receipt.at.getTime() - receipt.openedAt.getTime(),
    answered_ms: receipt.closedAt && receipt.closedAt.getTime() - receipt.at.getTime(),
  };
}

function failureOf({ channel, account }: Receipt, code: number): { code: number; means: string } {
  const meaning = explainFailure(channel, code, account.tokenOwner);
  return { code, means: meaning.kind === "number" ? meaning.cause : meaning.failure };
}

/** The same for people: one fact a line. */
export function printExplained(turn: Explained): string {
  const scored = (one: { score: number; line: number }): string =>
    `${one.score.toFixed(3)}, line ${one.line.toFixed(3)}`;
  const failed = (failure: { code: number; means: string } | null): string =>
    failure ? `, code ${failure.code} (${failure.means})` : "";
  const lines: [string, string | null][] = [
    ["turn", turn.id],
    ["account", `${turn.account} (${turn.channel})`],
    ["outcome", [turn.outcome, turn.reason].filter(Boolean).join(": ") + failed(turn.failure)],
    ["held back", turn.held_back],
    ["to mend", turn.cure && `${turn.cure.key}${turn.cure.place ? `, on the page: ${turn.cure.place}` : ""}`],
    ["rule", turn.rule && `${turn.rule.label ?? turn.rule.id}${turn.rule.deleted ? " (deleted)" : ""}`],
    [
      "matched by",
      [turn.matched_by, turn.nearness && `score ${scored(turn.nearness)}`, turn.meaning_gap].filter(Boolean).join(", "),
    ],
    ["AI asked", turn.close_call],
    ...turn.others.map((one): [string, string] => ["near", `${one.label ?? one.rule}: score ${scored(one)}`]),
    ["response", turn.response],
    ["rule list", turn.config_version === null ? null : `version ${turn.config_version}`],
    ...turn.messages.map((one): [string, string] => [
      "message",
      `${one.kind}, sent ${one.sent_at}, received ${one.received_at}, ${one.id ?? "no id"}`,
    ]),
    ...turn.attempts.map((one): [string, string] => [
      `attempt ${one.attempt}`,
      `${one.state} ${one.state_at ?? one.begun_at}, begun ${one.begun_at}, ${one.id ?? "no id"}${failed(one.failure)}`,
    ]),
    ["sent twice", turn.sent_twice ? "yes" : null],
    ["credit", turn.credit.state],
    ...turn.credit.entries.map((one): [string, string] => ["", `${one.kind} ${one.amount}, ${one.at}`]),
    [
      "handed over",
      turn.handed_over && `${turn.handed_over}${turn.owner_told_at ? `, mail ${turn.owner_told_at}` : ""}`,
    ],
    ["customer asked", turn.own_word],
    ["waited", `${turn.waited_ms} ms`],
    ["ended after", turn.answered_ms === null ? null : `${turn.answered_ms} ms, ${turn.closed_at}`],
  ];
  const said = lines.filter(([, value]) => value !== null && value !== "");
  const width = Math.max(...said.map(([name]) => name.length)) + 2;
  return said.map(([name, value]) => `${name.padEnd(width)}${value}`).join("\n");
}
