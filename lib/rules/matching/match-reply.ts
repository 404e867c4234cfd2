import { holdsWhen } from "@/lib/facts/opening-hours";
import {
  type DefaultRule,
  isAutomatic,
  isSoundRule,
  type ReplyRule,
  type StoredConfig,
  type StoredRule,
} from "../config/reply-config";
import { exactForm, foldMessage } from "../fold-text";
import { type CloseCalls, isClose, type MeasuredRule, offeredOf } from "./close-calls";
import { KeywordIndex } from "./keyword-index";
import {
  type IntentScores,
  type MatchInput,
  type MatchReason,
  type MissReason,
  type Moment,
  NO_MOMENT,
  type ReadText,
  type Verdict,
} from "./match-trace";
import { readMatcher } from "./matcher-table";

/** What an earlier rule said. */
export type TraceEntry = { ruleId: string; said: MissReason };

export type MatchResult =
  | { kind: "needs_intent" }
  /** Only where `CloseCalls` says to stop. `offered`: the nearest first, at most three; `nearest`: the rule that wins if nobody is asked, null: none of that group. */
  | { kind: "close_call"; offered: readonly ReplyRule[]; nearest: string | null }
  | { kind: "matched"; rule: ReplyRule | DefaultRule; why: MatchReason; trace: TraceEntry[] };

/** A turn's text that was read once and can be judged by the rules more than once. */
export type OpenedText = {
  /** See `matchReply`. `closeCalls`: absent: the nearest decides alone. */
  match(intent: IntentScores, closeCalls?: CloseCalls): MatchResult;
  /** What each rule says by itself, as if it were the only one. */
  judgeEach(intent: IntentScores): { rule: StoredRule; said: Verdict }[];
  /** A rule that may answer at this moment, whatever was written; null where it may not, or is gone. */
  ruleInForce(ruleId: string): ReplyRule | null;
};

const NEAREST: CloseCalls = { kind: "nearest" };

const BROKEN: Verdict = { kind: "miss", why: { kind: "broken" } };
const NOT_NOW: Verdict = { kind: "miss", why: { kind: "not_now" } };

type CompiledRule = { judge(input: Omit<MatchInput, "ruleId">): Verdict };
type CompiledList = { keywords: KeywordIndex; rules: readonly CompiledRule[] };

/** Folding ten thousand keywords costs more than matching by them: a list that is matched again is read once. */
const compiledLists = new WeakMap<readonly StoredRule[], CompiledList>();

function compileList(rules: readonly StoredRule[]): CompiledList {
  const known = compiledLists.get(rules);
  if (known) return known;
  const keywords = new KeywordIndex();
  const compiled = { keywords, rules: rules.map((rule) => compileRule(rule, keywords)) };
  compiledLists.set(rules, compiled);
  return compiled;
}

function compileRule(rule: StoredRule, keywords: KeywordIndex): CompiledRule {
  const always = (said: Verdict): CompiledRule => ({ judge: () => said });
  if (rule.enabled === false) return always({ kind: "miss", why: { kind: "disabled" } });
  if (!isSoundRule(rule)) return always(BROKEN);
  const judge = readMatcher(rule.matcher, keywords);
  return { judge: (input) => (isInTime(rule, input.moment) ? judge({ ruleId: rule.id, ...input }) : NOT_NOW) };
}

/** The automatic rule that is furthest above its line so far; of equals the first. */
type Ahead = { rule: ReplyRule; why: Extract<MatchReason, { kind: "nearest" }> };

const surplus = ({ why }: Ahead): number => why.score - why.line;

const isOutOfForce = ({ kind }: MissReason): boolean => kind === "disabled" || kind === "broken" || kind === "not_now";

const isInTime = ({ when }: ReplyRule, { facts, at }: Moment): boolean =>
  when === undefined || holdsWhen(when, facts, at);

function readTexts(texts: readonly string[], keywords: KeywordIndex): ReadText | null {
  const text = texts.join("\n");
  if (text.trim() === "") return null;
  const folded = foldMessage(text);
  let found: Uint8Array | null = null;
  let forms: ReadonlySet<string> | null = null;
  return {
    folded,
    holds: (keyword) => {
      found ??= keywords.findIn(folded);
      return found[keyword] === 1;
    },
    isMessage: (form) => {
      forms ??= new Set(texts.map((one) => exactForm(foldMessage(one))));
      return forms.has(form);
    },
  };
}

/** Reads a turn's texts, in order, for a list of rules; the list must not be changed any more. */
export function openTexts(config: StoredConfig, texts: readonly string[], moment: Moment): OpenedText {
  const { rules } = config;
  const list = compileList(rules);
  const text = readTexts(texts, list.keywords);
  return {
    match(intent, closeCalls = NEAREST) {
      const trace: TraceEntry[] = [];
      let ahead: Ahead | null = null;
      let group: MeasuredRule[] = [];
      let isRuled = false;
      /** What a group of automatic rules comes to, once it is read to its end; null: the list goes on. */
      const endGroup = (): MatchResult | null => {
        const [measured, first] = [group, ahead];
        [group, ahead] = [[], null];
        const isAsked = closeCalls.kind !== "nearest" && !isRuled && isClose(measured, closeCalls.width);
        if (!isAsked) return first && { kind: "matched", ...first, trace };
        if (closeCalls.kind === "stop") {
          const offered = offeredOf(measured).map(({ rule }) => rule);
          return { kind: "close_call", offered, nearest: first?.rule.id ?? null };
        }
        isRuled = true;
        const chosen = offeredOf(measured).find(({ rule }) => rule.id === closeCalls.chosen);
        if (first && first.rule.id !== chosen?.rule.id) {
          trace.push({ ruleId: first.rule.id, said: { ...first.why, kind: "declined" } });
        }
        if (chosen === undefined) return null;
        const { rule, score, line } = chosen;
        const others = trace.filter(({ ruleId }) => ruleId !== rule.id);
        return { kind: "matched", rule, why: { kind: "nearest", score, line }, trace: others };
      };
      for (const [index, { judge }] of list.rules.entries()) {
        const rule = rules[index];
        if (!rule) continue;
        const said = judge({ text, intent, moment });
        if (said.kind === "needs_intent") return said;
        // A rule that has no say at this moment stands between no two others.
        if (!isAutomatic(rule) && !(said.kind === "miss" && isOutOfForce(said.why))) {
          const end = endGroup();
          if (end) return end;
        }
        if (!isSoundRule(rule)) {
          if (said.kind === "miss") trace.push({ ruleId: rule.id, said: said.why });
          continue;
        }
        if ("line" in said.why) group.push({ rule, score: said.why.score, line: said.why.line });
        if (said.kind === "miss") trace.push({ ruleId: rule.id, said: said.why });
        else if (said.why.kind !== "nearest") return { kind: "matched", rule, why: said.why, trace };
        else {
          const next: Ahead = { rule, why: said.why };
          const behind: Ahead | null = ahead && surplus(next) <= surplus(ahead) ? next : ahead;
          if (behind) trace.push({ ruleId: behind.rule.id, said: { ...behind.why, kind: "outdone" } });
          if (behind !== next) ahead = next;
        }
      }
      return endGroup() ?? { kind: "matched", rule: config.default_rule, why: { kind: "default" }, trace };
    },
    judgeEach: (intent) =>
      rules.map((rule, index) => ({ rule, said: list.rules[index]?.judge({ text, intent, moment }) ?? BROKEN })),
    ruleInForce(ruleId) {
      const rule = rules.find(({ id, enabled }) => id === ruleId && enabled !== false);
      return rule && isSoundRule(rule) && isInTime(rule, moment) ? rule : null;
    },
  };
}

/**
 * Finds the rule that answers a text: from the top, the first match wins, else the default rule; adjacent automatic rules
 * are one step, which the one furthest above its line wins. A pure step: call it
 * with intent `unasked`; only if it answers `needs_intent` (an intent rule was reached before anything matched) measure
 * the text once and call it again with the scores, or with `unavailable`, whereupon intent rules match nothing.
 * `text` null is a turn of media only: no rule that goes by words matches. `config.enabled` is the caller's to heed.
 */
export function matchReply(
  config: StoredConfig,
  text: string | null,
  intent: IntentScores,
  moment: Moment = NO_MOMENT,
): MatchResult {
  return openTexts(config, text === null ? [] : [text], moment).match(intent);
}
