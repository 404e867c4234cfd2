import type { Clock } from "@/lib/core/clock";
import { UpstreamError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import { createWorkPool } from "@/lib/core/work-pool";
import type { ReplyConfig } from "../config/reply-config";
import { phrasesByRule } from "./intent-phrases";
import type { IntentVector, RuleVectors } from "./intent-vectors";

/** A rule list as it is in force; what is cached by its version is never stale. */
export type RulesInForce = { account: { id: string }; config: ReplyConfig; configVersion: number };

export type StoredPhrase = { phrase: string; vector: IntentVector | null };
export type PendingPhrase = {
  tenantId: string;
  accountId: string;
  phraseHash: string;
  phrase: string;
  attempts: number;
};

/** The state of embedding, on the phrases' own rows. */
export type PhraseRecords = {
  /** An account's phrases under the model in force; `among` reads those of these only, for each is a long row. */
  loadPhrases(accountId: string, among?: readonly string[]): Promise<StoredPhrase[]>;
  /**
   * Takes phrases that wait and are due, for a minute, and counts them; nobody else gets them meanwhile. Tenants share
   * what is taken, and one whose texts of the day are used up is passed over.
   */
  claimPhrases(now: Date, limit: number, except: readonly string[]): Promise<PendingPhrase[]>;
  /** One vector a phrase, in order. */
  storeVectors(phrases: readonly PendingPhrase[], vectors: readonly IntentVector[]): Promise<void>;
  /** Lets phrases of one tenant that nobody answered for wait again, further apart each time. */
  putOffPhrases(tenantId: string, phrases: readonly PendingPhrase[], now: Date): Promise<void>;
  /** Lets accounts whose vectors are of another model wait for new ones. Returns how many accounts. */
  adoptModel(limit: number): Promise<number>;
};

export type EmbeddingPorts = {
  phrases: PhraseRecords;
  /** One vector a text, in order. Throws UpstreamError. What is asked here has been counted by its claim. */
  embed(texts: readonly string[]): Promise<IntentVector[]>;
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
    await phrases.adoptModel(BATCH);
    await ring(askedBy);
  };
}

/** One call for all; if it fails, one for each tenant, so that nobody's phrase costs the others their vectors. */
async function embedBatch(
  ports: EmbeddingPorts,
  batch: readonly PendingPhrase[],
  tenants: readonly string[],
): Promise<string[]> {
  if (tenants.length > 1 && (await embedPart(ports, batch))) return [];
  const failed: string[] = [];
  for (const [asked, tenantId] of tenants.entries()) {
    const part = batch.filter((phrase) => phrase.tenantId === tenantId);
    const down = failed.length >= DOWN_AFTER && failed.length === asked;
    if (!down && (await embedPart(ports, part))) continue;
    failed.push(tenantId);
    await ports.phrases.putOffPhrases(tenantId, part, ports.clock.now());
  }
  return failed;
}

async function embedPart({ phrases, embed, log }: EmbeddingPorts, part: readonly PendingPhrase[]): Promise<boolean> {
  try {
    const vectors = await embed(part.map(({ phrase }) => phrase));
    await phrases.storeVectors(part, vectors);
    return true;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("rules.embedding_failed", { phrases: part.length, error: error.message });
    return false;
  }
}

/** The vectors of those rules whose phrases all have one, and whether that is every rule that matches by meaning. */
export function vectorsOfRules(
  config: ReplyConfig,
  known: ReadonlyMap<string, IntentVector | null>,
): { vectors: RuleVectors; complete: boolean } {
  const vectors = new Map<string, IntentVector[]>();
  let complete = true;
  for (const [ruleId, phrases] of phrasesByRule(config)) {
    const found = phrases.flatMap((phrase) => known.get(phrase) ?? []);
    if (found.length === phrases.length) vectors.set(ruleId, found);
    else complete = false;
  }
  return { vectors, complete };
}

/**
 * Loads the vectors of an account's active intent rules, cached by the version of its rule list. A list of which some
 * phrases still wait is not cached: their vectors come without a new version.
 */
export function createVectorLoader(
  loadPhrases: (accountId: string) => Promise<StoredPhrase[]>,
  accountsKept = 1_000,
): (rules: RulesInForce) => Promise<RuleVectors> {
  const cache = new Map<string, { version: number; vectors: RuleVectors }>();
  return async ({ account, config, configVersion }) => {
    const cached = cache.get(account.id);
    if (cached?.version === configVersion) return cached.vectors;
    const stored = new Map((await loadPhrases(account.id)).map(({ phrase, vector }) => [phrase, vector]));
    const { vectors, complete } = vectorsOfRules(config, stored);
    cache.delete(account.id);
    if (complete) cache.set(account.id, { version: configVersion, vectors });
    const [oldest] = cache.keys();
    if (cache.size > accountsKept && oldest !== undefined) cache.delete(oldest);
    return vectors;
  };
}
