import type { Clock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import { createWorkPool } from "@/lib/core/work-pool";
import { type Closeness, isAutomatic, type StoredConfig } from "../config/reply-config";
import { type AutomaticRules, aimRules, type Background, type PhraseVector } from "./automatic-rules";
import { type EmbeddingModel, type IntentVector, phrasesByRule, type RuleVectors } from "./intent-vectors";
import type { LoadBackground } from "./keep-background";

/** A rule list as it is in force; what is cached by its version is never stale. */
export type RulesInForce = { account: { id: string; tenantId: string }; config: StoredConfig; configVersion: number };

export type StoredPhrase = {
  phrase: string;
  /** Null while it is still to be made. */
  vector: IntentVector | null;
  /** Whether the model refused it for good: its rule goes by its other phrases. */
  refused: boolean;
  /** The model that its vector is of, where that is an earlier one; null for the model in force. */
  earlier: EmbeddingModel | null;
};

/**
 * Vectors of one model; `earlier` as in `StoredPhrase`. What is compared with them is embedded by the same. `inForce`:
 * beside those of an earlier model the fewer of the model in force, for when the earlier one is not offered any more.
 * `automatic`: what automatic rules go by, of the same model; without it they rest.
 */
export type LoadedVectors = {
  vectors: RuleVectors;
  earlier: EmbeddingModel | null;
  inForce?: RuleVectors;
  automatic?: AutomaticRules | null;
};

export type PendingPhrase = {
  tenantId: string;
  accountId: string;
  phraseHash: string;
  phrase: string;
  attempts: number;
};

/** The state of embedding, on the phrases' own rows. */
export type PhraseRecords = {
  /** An account's phrases under every model; `among` reads those of these only, for each is a long row. */
  loadPhrases(account: { id: string; tenantId: string }, among?: readonly string[]): Promise<StoredPhrase[]>;
  /**
   * Takes phrases that wait and are due, for a minute, and counts them; nobody else gets them meanwhile. Tenants share
   * what is taken, and one whose texts of the day are used up is passed over.
   */
  claimPhrases(now: Date, limit: number, except: readonly string[]): Promise<PendingPhrase[]>;
  /** One vector a phrase, in order. */
  storeVectors(phrases: readonly PendingPhrase[], vectors: readonly IntentVector[]): Promise<void>;
  /** Marks a phrase that the model refused, asked about alone; it is asked about again after a week. */
  refusePhrase(phrase: PendingPhrase, now: Date): Promise<void>;
  /** Lets phrases of one tenant that nobody answered for wait again, further apart each time. */
  putOffPhrases(tenantId: string, phrases: readonly PendingPhrase[], now: Date): Promise<void>;
  /**
   * Lets phrases whose vectors are of another model wait for new ones, of so many accounts a call; those of the other model
   * stay until all new ones of their account are there. Goes through all accounts again and again, at a slow pace.
   */
  adoptModel(limit: number, now: Date): Promise<void>;
};

export type EmbeddingPorts = {
  phrases: PhraseRecords;
  /** One vector a text, in order. Throws UpstreamError. What is asked here has been counted by its claim. */
  embed(texts: readonly string[]): Promise<IntentVector[]>;
  /** Makes what automatic rules are measured beside, where any wants it. Throws UpstreamError. */
  makeBackground?(): Promise<void>;
  clock: Clock;
  log: Logger;
};

const BATCH = 100;
const AT_ONCE = 2;

/** So many batches one ring takes: a long queue must not keep what waits for this round. */
const PER_RING = 10;
const REST_MS = 10_000;

/** A part that fails after so many others did, and none was answered, is not asked for any more. */
const DOWN_AFTER = 2;

/**
 * Embeds what waits, when called: after a save, and by the sweep. A service that is down leaves the phrases waiting,
 * further apart each time; their rules stay, and are not active until then. `askedBy`: a tenant whose rest ends with this.
 */
export function createEmbeddingRound(ports: EmbeddingPorts): (askedBy?: string) => Promise<void> {
  const { phrases, clock } = ports;
  const ring = createWorkPool({
    atOnce: AT_ONCE,
    perTenant: AT_ONCE,
    perRing: PER_RING,
    restMs: REST_MS,
    now: () => clock.now().getTime(),
    claim: async (except) => {
      const batch = await phrases.claimPhrases(clock.now(), BATCH, except);
      return batch.length === 0 ? null : { batch, tenants: [...new Set(batch.map(({ tenantId }) => tenantId))] };
    },
    work: ({ batch, tenants }) => embedBatch(ports, batch, tenants),
  });
  return async (askedBy) => {
    await phrases.adoptModel(BATCH, clock.now());
    await ring(askedBy);
    await makeBackground(ports);
  };
}

/** A service that is down is asked again in the next round, and automatic rules rest until then. */
async function makeBackground({ makeBackground: make, log }: EmbeddingPorts): Promise<void> {
  try {
    await make?.();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("rules.background_failed", { error: error.message });
  }
}

/**
 * One call for all; if it fails, one for each tenant, so that nobody's phrase costs the others their vectors. A tenant's
 * part that is refused for good is halved until the phrase is found that the model does not take.
 */
async function embedBatch(
  ports: EmbeddingPorts,
  batch: readonly PendingPhrase[],
  tenants: readonly string[],
): Promise<string[]> {
  if (tenants.length > 1 && (await embedPart(ports, batch)) === "stored") return [];
  const failed: string[] = [];
  let control: Promise<boolean> | null = null;
  const takesAnything = () => {
    control ??= takes(ports, CONTROL_TEXT);
    return control;
  };
  for (const [asked, tenantId] of tenants.entries()) {
    const part = batch.filter((phrase) => phrase.tenantId === tenantId);
    const down = failed.length >= DOWN_AFTER && failed.length === asked;
    const left = down ? part : await embedOrSplit(ports, part, takesAnything);
    if (left.length === 0) continue;
    failed.push(tenantId);
    await ports.phrases.putOffPhrases(tenantId, left, ports.clock.now());
  }
  return failed;
}

/** Returns the phrases that wait on. Of a hundred with one that is refused, the others have their vectors after 14 calls. */
async function embedOrSplit(
  ports: EmbeddingPorts,
  part: readonly PendingPhrase[],
  takesAnything: () => Promise<boolean>,
): Promise<PendingPhrase[]> {
  const end = await embedPart(ports, part);
  if (end === "stored") return [];
  if (end === "down") return [...part];
  const [first] = part;
  if (part.length === 1 && first) {
    // A model that takes nothing at all, or answers in another shape, says nothing of this phrase.
    if (!(await takesAnything())) return [first];
    await ports.phrases.refusePhrase(first, ports.clock.now());
    return [];
  }
  const middle = Math.ceil(part.length / 2);
  const left = await embedOrSplit(ports, part.slice(0, middle), takesAnything);
  // A service that went down in between says nothing of the rest.
  if (left.length > 0) return [...left, ...part.slice(middle)];
  return embedOrSplit(ports, part.slice(middle), takesAnything);
}

/** A text that no model refuses for what it says; asked about once a batch, however many of its phrases are refused. */
const CONTROL_TEXT = "hello";

async function takes({ embed }: EmbeddingPorts, text: string): Promise<boolean> {
  try {
    return (await embed([text])).length === 1;
  } catch (error) {
    if (error instanceof UpstreamError) return false;
    throw error;
  }
}

/** `refused`: the service answered that it does not take this request, and not that it serves nobody. */
async function embedPart(
  { phrases, embed, log }: EmbeddingPorts,
  part: readonly PendingPhrase[],
): Promise<"stored" | "down" | "refused"> {
  try {
    const vectors = await embed(part.map(({ phrase }) => phrase));
    await phrases.storeVectors(part, vectors);
    return "stored";
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("rules.embedding_failed", { phrases: part.length, error: error.message });
    return error.retryable || error.refusal !== null ? "down" : "refused";
  }
}

/**
 * The vectors of those rules whose phrases all have one, and whether that is every rule that matches by meaning. A phrase
 * that is `refused` is left out; a rule that has no other is never reached.
 */
export function vectorsOfRules(
  config: StoredConfig,
  known: ReadonlyMap<string, IntentVector | "refused" | null>,
): { vectors: RuleVectors; complete: boolean } {
  const vectors = new Map<string, IntentVector[]>();
  let complete = true;
  for (const [ruleId, phrases] of phrasesByRule(config)) {
    const taken = phrases.filter((phrase) => known.get(phrase) !== "refused");
    const found = taken.flatMap((phrase) => vectorOf(known.get(phrase)));
    if (found.length < taken.length) complete = false;
    else if (found.length > 0) vectors.set(ruleId, found);
  }
  return { vectors, complete };
}

const vectorOf = (known: IntentVector | "refused" | null | undefined): IntentVector[] =>
  known === "refused" || known === null || known === undefined ? [] : [known];

/** Aims the automatic rules that are switched on; one that waits for a vector rests. `known` as of `vectorsOfRules`. */
export function automaticRulesOf(
  config: StoredConfig,
  known: ReadonlyMap<string, IntentVector | "refused" | null>,
  background: Background,
): AutomaticRules {
  const { vectors } = vectorsOfRules(config, known);
  const wanted = new Set(
    config.rules.filter((rule) => rule.enabled !== false && isAutomatic(rule)).map(({ id }) => id),
  );
  const phrases = new Map<string, PhraseVector[]>();
  for (const [ruleId, own] of phrasesByRule(config)) {
    if (!wanted.has(ruleId) || !vectors.has(ruleId)) continue;
    phrases.set(
      ruleId,
      own.flatMap((phrase) => vectorOf(known.get(phrase)).map((vector) => ({ phrase, vector }))),
    );
  }
  return aimRules(phrases, background, closenessOf(config));
}

function closenessOf({ rules }: StoredConfig): Map<string, Closeness> {
  return new Map(
    rules.flatMap(({ id, matcher }) =>
      matcher.kind === "prompt" && matcher.closeness !== undefined ? [[id, matcher.closeness]] : [],
    ),
  );
}

/** The phrases of one model, as `vectorsOfRules` takes them. */
export function phrasesOf(
  stored: readonly StoredPhrase[],
  model: EmbeddingModel | null,
): Map<string, IntentVector | "refused" | null> {
  return new Map(
    stored
      .filter(({ earlier }) => isSameModel(earlier, model))
      .map(({ phrase, vector, refused }) => [phrase, refused ? "refused" : vector]),
  );
}

const isSameModel = (one: EmbeddingModel | null, other: EmbeddingModel | null): boolean =>
  one?.name === other?.name && one?.pooling === other?.pooling;

/**
 * The vectors of an account's active intent rules, by the model that has most rules whole. After a change of the model
 * that is the one before until the new one has caught up: an operator's setting must not silence every tenant's rules.
 */
export function vectorsInForce(
  config: StoredConfig,
  stored: readonly StoredPhrase[],
): LoadedVectors & { complete: boolean } {
  const { vectors, complete } = vectorsOfRules(config, phrasesOf(stored, null));
  let best: LoadedVectors = { vectors, earlier: null };
  if (complete) return { ...best, complete };
  const earlierModels = stored.flatMap(({ earlier }) => earlier ?? []);
  for (const [at, earlier] of earlierModels.entries()) {
    if (earlierModels.findIndex((one) => isSameModel(one, earlier)) < at) continue;
    const before = vectorsOfRules(config, phrasesOf(stored, earlier));
    // A rule that was saved meanwhile has no vectors of the earlier model: it waits, and the others do not.
    if (before.vectors.size > best.vectors.size) best = { vectors: before.vectors, earlier, inForce: vectors };
  }
  return { ...best, complete };
}

/**
 * Loads the vectors of an account's active intent rules, cached by the version of its rule list. A list of which some
 * phrases still wait is not cached: their vectors come without a new version.
 */
export function createVectorLoader(
  loadPhrases: (account: { id: string; tenantId: string }) => Promise<StoredPhrase[]>,
  loadBackground: LoadBackground = async () => null,
  accountsKept = 1_000,
): (rules: RulesInForce) => Promise<LoadedVectors> {
  const cache = new Map<string, { version: number; loaded: LoadedVectors }>();
  return async ({ account, config, configVersion }) => {
    const cached = cache.get(account.id);
    if (cached?.version === configVersion) return cached.loaded;
    const stored = await loadPhrases(account);
    const { complete, ...vectors } = vectorsInForce(config, stored);
    const hasAutomatic = config.rules.some(isAutomatic);
    const background = hasAutomatic ? await loadBackground(vectors.earlier) : null;
    const known = phrasesOf(stored, vectors.earlier);
    const loaded: LoadedVectors = background
      ? { ...vectors, automatic: automaticRulesOf(config, known, background) }
      : vectors;
    cache.delete(account.id);
    if (complete && (background || !hasAutomatic)) cache.set(account.id, { version: configVersion, loaded });
    const [oldest] = cache.keys();
    if (cache.size > accountsKept && oldest !== undefined) cache.delete(oldest);
    return loaded;
  };
}
