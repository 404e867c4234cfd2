import type { Clock } from "../core/clock";
import { UpstreamError } from "../core/errors";
import type { Logger } from "../core/log";
import { phrasesByRule } from "../rules/intent-phrases";
import type { IntentVector, RuleVectors } from "../rules/intent-vectors";
import type { ReplyConfig } from "../rules/reply-config";
import type { IntentPorts } from "./match-turn";
import type { AccountWithConfig } from "./records";

export type StoredPhrase = { phrase: string; vector: IntentVector | null };
export type PendingPhrase = { accountId: string; phraseHash: string; phrase: string; attempts: number };

/** The state of embedding, on the phrases' own rows. */
export type PhraseRecords = {
  /** An account's phrases under the model in force; `among` reads those of these only, for each is a long row. */
  loadPhrases(accountId: string, among?: readonly string[]): Promise<StoredPhrase[]>;
  /** Takes phrases that wait and are due, for half a minute; nobody else gets them meanwhile. */
  claimPhrases(now: Date, limit: number): Promise<PendingPhrase[]>;
  storeVector(phrase: PendingPhrase, vector: IntentVector): Promise<void>;
  putOffPhrases(phrases: readonly PendingPhrase[], until: Date): Promise<void>;
  /** Lets accounts whose vectors are of another model wait for new ones. Returns how many accounts. */
  adoptModel(limit: number): Promise<number>;
};

export type EmbeddingPorts = {
  phrases: PhraseRecords;
  embed: IntentPorts["embed"];
  clock: Clock;
  log: Logger;
};

const BATCH = 100;

/** So many batches one round takes: a long queue must not keep the sweep from its other work. */
const ROUND = 10;
const LONGEST_PAUSE_MS = 600_000;

/**
 * Embeds what waits. Done at once after a save and again by the sweep. A service that is down leaves the phrases
 * waiting, further apart each time; their rules stay, and are not active until then.
 */
export async function embedWaitingPhrases({ phrases, embed, clock, log }: EmbeddingPorts): Promise<number> {
  await phrases.adoptModel(BATCH);
  let done = 0;
  for (let round = 0; round < ROUND; round += 1) {
    const batch = await phrases.claimPhrases(clock.now(), BATCH);
    if (batch.length === 0) return done;
    try {
      const vectors = await embed(batch.map(({ phrase }) => phrase));
      for (const [index, phrase] of batch.entries()) {
        const vector = vectors[index];
        if (vector) await phrases.storeVector(phrase, vector);
      }
      done += batch.length;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const attempts = Math.max(...batch.map((phrase) => phrase.attempts));
      const pause = Math.min(LONGEST_PAUSE_MS, 5_000 * 2 ** Math.min(attempts, 10));
      await phrases.putOffPhrases(batch, new Date(clock.now().getTime() + pause));
      log.warn("rules.embedding_failed", { phrases: batch.length, error: error.message });
      return done;
    }
  }
  return done;
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
): (owner: AccountWithConfig) => Promise<RuleVectors> {
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
