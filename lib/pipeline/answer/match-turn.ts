import type { AccountWithConfig } from "@/lib/accounts/account";
import { AppError, UpstreamError } from "@/lib/core/errors";
import type { StoredRule } from "@/lib/rules/config/reply-config";
import { scoreAutomatic } from "@/lib/rules/intent/automatic-rules";
import type { LoadedVectors } from "@/lib/rules/intent/embed-waiting-phrases";
import { type EmbeddingModel, type IntentVector, scoreIntents } from "@/lib/rules/intent/intent-vectors";
import { type MatchResult, type OpenedText, openTexts } from "@/lib/rules/matching/match-reply";
import type { IntentScores, Moment } from "@/lib/rules/matching/match-trace";
import type { AskedCloseCall } from "../turn";
import type { AskCloseCall } from "./ask-close-call";
import type { FollowedReply } from "./follow-up";

/** What matching by meaning needs of the outside. */
export type IntentPorts = {
  /**
   * One vector a text, in order, on this tenant's account, by the model in force or an `earlier` one. Throws UpstreamError when the service does not answer as it
   * should; where an owner tries things out, also AppError `tries_used_up` or `too_large`, before anything is asked.
   */
  embed(texts: readonly string[], tenantId: string, earlier: EmbeddingModel | null): Promise<IntentVector[]>;
  /** The vectors of those rules of the account that have all of theirs. */
  loadVectors(owner: AccountWithConfig): Promise<LoadedVectors>;
  detectLanguage: DetectLanguage;
  /** Whether the model in force knows many languages: then no message is kept from being compared for its own. */
  isMultilingual: boolean;
  /**
   * How near is hard to tell, and who is asked then. `width`: 0 to 1, as scores are; see `isClose`. `ask` null: nobody is,
   * and it is only told that customers' turns would be. Absent: the nearest decides alone.
   */
  closeCalls?: { width: number; ask: AskCloseCall | null };
};

/** `would_ask`: hard to tell, and nobody asks here. */
export type CloseCall = AskedCloseCall | "would_ask";

/** Why intent rules had no say although one was reached; null when they had, or none was reached. */
export type IntentGap = "embedding_down" | "other_script" | "other_language" | TryLimit | null;

/** What keeps a try from being compared, and never a customer's message: the day's tries, or how much is new at once. */
export type TryLimit = "tries_used_up" | "too_much_new";

export type TurnMatch = {
  result: Extract<MatchResult, { kind: "matched" }>;
  gap: IntentGap;
  /** Null where nothing was hard to tell, or nobody was to be asked. */
  closeCall: CloseCall | null;
  /** The text as the rules read it, for who wants to know what the other rules say. */
  opened: OpenedText;
};

/** What the rules ask about, and what the customer may be answering. */
export type TurnMoment = Moment & FollowedReply;

/**
 * Finds the rule that answers a turn's texts, which are in order. A rule that is followed up is offered the turn before
 * all others but those that a keyword chooses, and those that call for a person. The texts are embedded in one call at
 * most, and only when an intent rule is reached before anything has matched. Where meaning can't be measured the intent rules don't match, and the gap says why.
 * Where automatic rules are hard to tell apart the small model is asked, once a turn, and not while a rule is followed up.
 */
export async function matchTurn(
  ports: IntentPorts,
  owner: AccountWithConfig,
  texts: readonly string[],
  moment: TurnMoment,
): Promise<TurnMatch> {
  const opened = openTexts(owner.config, texts, moment);
  const followed = followUp(opened, texts, owner, moment);
  if (followed && !owner.config.rules.some(callsByMeaning))
    return { result: followed, gap: null, closeCall: null, opened };
  const first = opened.match({ kind: "unasked" });
  if (first.kind === "matched") return { result: followed ?? first, gap: null, closeCall: null, opened };
  const { scores, gap } = await measureIntent(ports, owner, texts);
  const second = matchedBy(opened.match(scores));
  if (followed) {
    const byMeaning = second.why.kind === "intent" || second.why.kind === "nearest";
    const hasCalled = byMeaning && "handoff" in second.rule && second.rule.handoff !== undefined;
    return { result: hasCalled ? second : followed, gap, closeCall: null, opened };
  }
  return { ...(await settleCloseCall(ports, owner, texts, { opened, scores, nearest: second })), gap, opened };
}

function matchedBy(result: MatchResult): TurnMatch["result"] {
  if (result.kind !== "matched") throw new Error("matching asked for what it was given");
  return result;
}

/** The nearest rule, unless it is hard to tell and the model, asked, says otherwise. */
async function settleCloseCall(
  { closeCalls }: IntentPorts,
  { account }: AccountWithConfig,
  texts: readonly string[],
  { opened, scores, nearest }: { opened: OpenedText; scores: IntentScores; nearest: TurnMatch["result"] },
): Promise<Pick<TurnMatch, "result" | "closeCall">> {
  const alone = (closeCall: CloseCall | null) => ({ result: nearest, closeCall });
  if (!closeCalls || !account.asksCloseCalls) return alone(null);
  const { width, ask } = closeCalls;
  const found = opened.match(scores, { kind: "stop", width });
  if (found.kind !== "close_call") return alone(null);
  if (ask === null) return alone("would_ask");
  const answer = await ask({ account, text: texts.join("\n"), offered: found.offered });
  if (answer.kind === "off") return alone(null);
  if (answer.kind !== "chosen" && answer.kind !== "none") return alone(answer.kind);
  const chosen = answer.kind === "chosen" ? answer.ruleId : null;
  const result = matchedBy(opened.match(scores, { kind: "ruled", width, chosen }));
  return { result, closeCall: chosen === null ? "none" : chosen === found.nearest ? "agreed" : "other_rule" };
}

/** Whether a rule goes by meaning and hands over: who is upset in the middle of a talk is not to be talked on with. */
const callsByMeaning = ({ enabled, matcher, handoff }: StoredRule): boolean =>
  enabled !== false && matcher.kind === "prompt" && handoff !== undefined;

/**
 * Null where a keyword says that the message is about something else, where a rule above takes every message now (the shop
 * has closed meanwhile, say), and where there are no words to follow up with.
 */
function followUp(
  opened: OpenedText,
  texts: readonly string[],
  { config: { rules } }: AccountWithConfig,
  moment: TurnMoment,
): TurnMatch["result"] | null {
  const rule = moment.followUp === null || texts.length === 0 ? null : opened.ruleInForce(moment.followUp);
  // What goes by no words has nothing to go on with: it would take everything for half an hour.
  if (rule?.response.kind !== "prompt" || rule.matcher.kind === "any" || rule.matcher.kind === "first_message")
    return null;
  if (!leavesToFollowUp(opened.match({ kind: "unavailable" }), rule, rules)) return null;
  return { kind: "matched", rule, why: { kind: "follow_up" }, trace: [] };
}

function leavesToFollowUp(byWords: MatchResult, { id }: StoredRule, rules: readonly StoredRule[]): boolean {
  if (byWords.kind !== "matched" || byWords.why.kind === "keyword") return false;
  const place = (ruleId: string): number => rules.findIndex((one) => one.id === ruleId);
  return byWords.why.kind === "default" || place(byWords.rule.id) > place(id);
}

/**
 * Whether there is an AI reply after which the same words, from the same customer, would go to that reply's rule and not
 * to the one that they go to by themselves.
 */
export function couldFollowUp(
  { opened, result }: TurnMatch,
  text: string,
  { config: { rules } }: AccountWithConfig,
): boolean {
  const byMeaning = result.why.kind === "intent" || result.why.kind === "nearest";
  if (text.trim() === "" || (byMeaning && "handoff" in result.rule && result.rule.handoff !== undefined)) return false;
  const byWords = opened.match({ kind: "unavailable" });
  return rules.some(
    (rule) =>
      rule.id !== result.rule.id &&
      rule.response.kind === "prompt" &&
      rule.matcher.kind !== "any" &&
      rule.matcher.kind !== "first_message" &&
      opened.ruleInForce(rule.id) !== null &&
      leavesToFollowUp(byWords, rule, rules),
  );
}

/** Of a burst so many messages, the first ones, are measured by themselves, too. */
const MEASURED_ALONE = 10;

/**
 * The scores of texts, as one, against every active intent rule of the account. Automatic rules are measured by each
 * message, too: "hi", "I'm Ann" and "how much is a cut" together mean little of any.
 */
export async function measureIntent(
  ports: IntentPorts,
  owner: AccountWithConfig,
  texts: readonly string[],
): Promise<{ scores: IntentScores; gap: IntentGap }> {
  const text = texts.join("\n");
  const unavailable = { kind: "unavailable" } as const;
  if (!owner.intentInAnyLanguage && !ports.isMultilingual) {
    const gate = languageGate(text, ports.detectLanguage);
    if (gate !== "open") return { scores: unavailable, gap: gate === "script" ? "other_script" : "other_language" };
  }
  try {
    const loaded = await ports.loadVectors(owner);
    try {
      return await scoreBy(ports, owner, texts, loaded);
    } catch (error) {
      // An earlier model may be gone for good, which is why it was changed: what the new one has by now is better than none.
      if (!(error instanceof UpstreamError && error.refusal !== null && loaded.earlier !== null)) throw error;
      return await scoreBy(ports, owner, texts, { vectors: loaded.inForce ?? new Map(), earlier: null });
    }
  } catch (error) {
    if (error instanceof UpstreamError) return { scores: unavailable, gap: "embedding_down" };
    if (!(error instanceof AppError)) throw error;
    if (error.code === "tries_used_up") return { scores: unavailable, gap: "tries_used_up" };
    if (error.code === "too_large") return { scores: unavailable, gap: "too_much_new" };
    throw error;
  }
}

async function scoreBy(
  ports: IntentPorts,
  { account }: AccountWithConfig,
  texts: readonly string[],
  { vectors, earlier, automatic }: LoadedVectors,
): Promise<{ scores: IntentScores; gap: IntentGap }> {
  if (vectors.size === 0) return { scores: { kind: "scored", scores: new Map() }, gap: null };
  const apart = automatic && texts.length > 1 ? texts.slice(0, MEASURED_ALONE) : [];
  const measured = [texts.join("\n"), ...apart.filter((text) => text.trim() !== "")];
  const made = await ports.embed(measured, account.tenantId, earlier);
  const [message] = made;
  if (!message) return { scores: { kind: "unavailable" }, gap: "embedding_down" };
  const scores = scoreIntents(message, vectors);
  if (!automatic) return { scores: { kind: "scored", scores }, gap: null };
  const phrases = measured.flatMap((phrase, at) => {
    const vector = made[at];
    return vector ? [{ phrase, vector }] : [];
  });
  for (const [ruleId, score] of scoreAutomatic(phrases, automatic)) scores.set(ruleId, score);
  const lines = new Map([...automatic.rules].map(([ruleId, { line }]) => [ruleId, line]));
  return { scores: { kind: "scored", scores, lines }, gap: null };
}

/** A guess at the language of a text: ISO 639-1, empty when there is none, and whether it can be relied on not to be English. */
export type DetectLanguage = (text: string) => { language: string; reliable: boolean };

/**
 * Below so many characters, or letters among them, no detector is right often enough to keep a rule from matching:
 * `Levis 501 W32 L34` has seven letters.
 */
const DETECTABLE_CHARACTERS = 15;
const DETECTABLE_LETTERS = 10;

/**
 * Whether the embedding model can judge a text: it knows English. `script`: most letters are not Latin. `language`: a
 * detector is sure of another language. A short text in Latin letters is let through.
 */
export function languageGate(text: string, detect: DetectLanguage): "open" | "script" | "language" {
  const letters = text.match(/\p{Letter}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters > 0 && latin * 2 < letters) return "script";
  if (letters < DETECTABLE_LETTERS || [...text].length < DETECTABLE_CHARACTERS) return "open";
  const { language, reliable } = detect(text);
  return reliable && language !== "" && language !== "en" ? "language" : "open";
}
