import type { Facts } from "@/lib/facts/facts";
import type { SafetyState } from "@/lib/safety/safety-check";
import type { StoredConfig } from "../config/reply-config";

/** A rule list as its page shows it: the config, and what is under way for its rules. */
export type RuleList = {
  accountId: string;
  config: StoredConfig;
  /** What is true of the business, as it fills placeholders; null where nobody said. */
  facts: Facts | null;
  /** The tenant's own lines to try changes on, never a customer's. */
  sampleLines: string[];
  /** Rises with every change of the config. */
  version: number;
  /** Whether rules match by meaning in languages that the embedding model does not know. */
  anyLanguage: boolean;
  /** Whether the AI is asked where automatic rules are hard to tell apart. */
  asksCloseCalls: boolean;
  /** Whether the model knows many languages: then there is nothing to choose. */
  isMultilingual: boolean;
  /** Ids of rules that match by meaning and whose phrases have no vectors yet: they don't match until then. */
  notActive: string[];
  /** Phrases that the model refuses to compare, by rule id; their rules go by the others. */
  refused: Record<string, string[]>;
  /** The verdict on each rule's instruction to the AI, by rule id; rules with a fixed text have none. */
  safety: Record<string, SafetyState>;
  /** What the owner places each rule's threshold by, by rule id; rules without any have none. */
  phrases: Record<string, RulePhrases>;
};

/**
 * What stands under a key that somebody made up. Looked up plainly, "constructor" finds what every object has.
 */
export function ownEntry<Value>(entries: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

/**
 * Messages that the owner thought up to place a rule's threshold by: some that it should take, some that it shouldn't.
 * They stand beside the reply config and are no part of it: exports and imports know nothing of them.
 */
export type RulePhrases = { should: string[]; shouldNot: string[] };

export const NO_PHRASES: RulePhrases = { should: [], shouldNot: [] };

/** Lines that are kept, and code points of one. */
export const SAMPLE_LINES = { most: 200, characters: 200 } as const;

/** How many of each kind. One of them may be as long as an example message. */
export const PHRASES_OF_A_KIND = 20;
