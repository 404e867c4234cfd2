import type { AccountWithConfig } from "@/lib/accounts/account";
import {
  type IntentGap,
  type IntentPorts,
  matchTurn,
  measureIntent,
  type TryLimit,
} from "@/lib/pipeline/answer/match-turn";
import { type Closeness, isAutomatic, type ReplyRule } from "@/lib/rules/config/reply-config";
import { applyEdits, type RuleEdit } from "@/lib/rules/editing/rule-edit";
import { linesInList } from "@/lib/rules/intent/automatic-rules";
import {
  automaticRulesOf,
  type PhraseRecords,
  phrasesOf,
  vectorsOfRules,
} from "@/lib/rules/intent/embed-waiting-phrases";
import { type IntentVector, intentPhrases, phrasesByRule } from "@/lib/rules/intent/intent-vectors";
import type { LoadBackground } from "@/lib/rules/intent/keep-background";
import { momentOf, type Preview, type PreviewFacts, previewReply } from "./preview-reply";

/**
 * Lets whatever else waits have its turn: between the pieces of long work, so that a webhook never waits for all of it.
 * Injected, since how to do it is the server's affair.
 */
export type GiveWay = () => Promise<void>;

export type PreviewedLine = Preview & {
  text: string;
  /** The rule that wins on the saved list, where that is another one. */
  savedWinner: { ruleId: string; label: string } | null;
};

export type PreviewedLines = {
  /** Of the saved list that unsaved edits were compared with. */
  version: number;
  lines: PreviewedLine[];
  /** Rules that win a line on the saved list, and none with the edits. */
  overtaken: { ruleId: string; label: string }[];
  /** For so many minutes after an AI reply at least one of the lines would go to that reply's rule instead; 0: none does. */
  followUpMinutes: number;
};

type Trial = {
  owner: AccountWithConfig;
  /** What is not saved yet. */
  edits: readonly RuleEdit[];
  lines: readonly string[];
  loadPhrases: PhraseRecords["loadPhrases"];
  facts: PreviewFacts;
};

/** What one trial takes: lines, UTF-16 units of one (the longest text that a channel sends), and of all together. */
export const TRIAL_LIMITS = { lines: 200, lineUnits: 4_096, units: 40_000 } as const;

/** Matching, and letting others go first. */
export type TrialPorts = IntentPorts & {
  giveWay: GiveWay;
  /** What unsaved automatic rules are measured beside; where it is not there, it is made. Throws UpstreamError. */
  loadBackground: LoadBackground;
};

/**
 * What each line would be answered with if the edits were saved. Lines and phrases that have no vector yet are embedded
 * on the fly, all lines in one call. Without edits the saved vectors alone count, as they do for customers. Customers'
 * webhooks get their turn between the lines.
 */
export async function previewLines(
  ports: TrialPorts,
  { owner, edits, lines, loadPhrases, facts }: Trial,
): Promise<PreviewedLines> {
  const embed = embedTogether(ports.embed, lines);
  const saved: IntentPorts = { ...ports, embed };
  const draft: IntentPorts =
    edits.length === 0 ? saved : { ...saved, loadVectors: createDraftLoader(loadPhrases, ports) };
  const edited: AccountWithConfig = { ...owner, config: applyEdits(owner.config, edits) };
  const tried: PreviewedLine[] = [];
  const before = new Map<string, string>();
  for (const text of lines) {
    await ports.giveWay();
    const previewed = await previewReply(draft, edited, text, facts);
    if (edits.length > 0) await ports.giveWay();
    const was = edits.length === 0 ? null : (await matchTurn(saved, owner, [text], momentOf(owner, facts))).result.rule;
    if (was) before.set(was.id, was.label);
    const savedWinner = was && was.id !== previewed.ruleId ? { ruleId: was.id, label: was.label } : null;
    tried.push({ ...previewed, text, savedWinner });
  }
  for (const { ruleId } of tried) before.delete(ruleId);
  const overtaken = [...before].map(([ruleId, label]) => ({ ruleId, label }));
  const followUpMinutes = tried.some((line) => line.couldFollowUp) ? owner.account.followUp.minutes : 0;
  return { version: owner.configVersion, lines: tried, overtaken, followUpMinutes };
}

/** Embeds all lines with the first one that is asked for. A failure holds for all of them: one time-out, not a hundred. */
function embedTogether(embed: IntentPorts["embed"], lines: readonly string[]): IntentPorts["embed"] {
  const unique = [...new Set(lines)];
  const all = new Map<string, Promise<Map<string, IntentVector | undefined>>>();
  return async (texts, tenantId, earlier) => {
    const model = earlier === null ? "" : `${earlier.name} ${earlier.pooling}`;
    const asked =
      all.get(model) ??
      embed(unique, tenantId, earlier).then((vectors) => new Map(unique.map((line, index) => [line, vectors[index]])));
    all.set(model, asked);
    const known = await asked;
    const found = texts.flatMap((text) => known.get(text) ?? []);
    return found.length === texts.length ? found : embed(texts, tenantId, earlier);
  };
}

/** The vectors of a draft: stored ones where the phrase is stored, else made now and kept for this trial only. */
function createDraftLoader(
  loadPhrases: Trial["loadPhrases"],
  { embed, loadBackground }: TrialPorts,
): IntentPorts["loadVectors"] {
  let loaded: ReturnType<IntentPorts["loadVectors"]> | null = null;
  const load: IntentPorts["loadVectors"] = async ({ account, config }) => {
    const wanted = [...new Set([...phrasesByRule(config).values()].flat())];
    const known = phrasesOf(await loadPhrases(account, wanted), null);
    const missing = wanted.filter((phrase) => !known.get(phrase));
    const made = missing.length === 0 ? [] : await embed(missing, account.tenantId, null);
    for (const [index, phrase] of missing.entries()) known.set(phrase, made[index] ?? null);
    const { vectors } = vectorsOfRules(config, known);
    const background = config.rules.some(isAutomatic) ? await loadBackground(null) : null;
    return { vectors, earlier: null, automatic: background && automaticRulesOf(config, known, background) };
  };
  return (owner) => {
    loaded ??= load(owner);
    return loaded;
  };
}

/** How near a phrase comes to a rule; null where a customer's message in these words would not be compared at all. */
export type PhraseScore = { phrase: string; score: number | null; gap: IntentGap };

/** `lines`: where an automatic rule would draw its line; null of a rule with a number of its own, and where there is none. */
export type PhraseScores =
  | { kind: "scored"; phrases: PhraseScore[]; lines: Record<Closeness, number> | null }
  | { kind: "embedding_down" | TryLimit };

type Measurement = {
  owner: AccountWithConfig;
  /** As it is typed, saved or not. */
  intent: { description: string; examples?: string[] | undefined };
  /** Of a rule that draws its own line; its id tells which one it is of the saved list, if any. Absent: it has a number of its own. */
  automatic?: { ruleId: string } | undefined;
  phrases: readonly string[];
  loadPhrases: PhraseRecords["loadPhrases"];
};

const MEASURED = "measured";

/** A rule's phrase is measured against the others only: it is always near itself. */
const withoutId = (at: number): string => `${MEASURED} without ${at}`;

/**
 * Measures phrases against one rule by the functions that measure customers' messages, all phrases in one call; one that
 * is an example of the rule as if it were not. Keeps nothing.
 */
export async function scorePhrases(
  ports: TrialPorts,
  { owner, intent, automatic, phrases, loadPhrases }: Measurement,
): Promise<PhraseScores> {
  const own = intentPhrases({ description: intent.description, examples: intent.examples ?? [] });
  const ruleOf = (id: string, [description = "", ...examples]: readonly string[]): ReplyRule => ({
    id,
    label: "",
    // Scores don't depend on the threshold, but on whether there is one.
    matcher: { kind: "prompt", description, examples, ...(automatic ? {} : { threshold: 1 }) },
    response: { kind: "canned", text: "" },
  });
  const others = phrases.map((phrase) => own.filter((one) => one !== phrase));
  const rules = [
    ruleOf(MEASURED, own),
    ...others.flatMap((left, at) => (left.length < own.length && left.length > 0 ? [ruleOf(withoutId(at), left)] : [])),
  ];
  const alone: AccountWithConfig = { ...owner, config: { ...owner.config, rules } };
  const loadVectors = createDraftLoader(loadPhrases, ports);
  const draft: IntentPorts = { ...ports, embed: embedTogether(ports.embed, phrases), loadVectors };
  const scored: PhraseScore[] = [];
  for (const [at, phrase] of phrases.entries()) {
    await ports.giveWay();
    const { scores, gap } = await measureIntent(draft, alone, [phrase]);
    // Of all phrases, for they are asked about together.
    if (gap === "embedding_down" || gap === "tries_used_up" || gap === "too_much_new") return { kind: gap };
    const found = scores.kind === "scored" ? scores.scores : null;
    scored.push({ phrase, gap, score: found?.get(withoutId(at)) ?? found?.get(MEASURED) ?? null });
  }
  if (!automatic || scored.every(({ score }) => score === null))
    return { kind: "scored", phrases: scored, lines: null };
  const measured = (await loadVectors(alone)).automatic;
  // As customers' messages meet it, cached: the vectors of a long list are megabytes.
  const list = await ports.loadVectors(owner);
  const known = list.earlier === null ? (list.automatic ?? null) : null;
  const lines = measured?.rules.has(MEASURED) ? linesInList(measured, MEASURED, known, automatic.ruleId) : null;
  return { kind: "scored", phrases: scored, lines };
}
