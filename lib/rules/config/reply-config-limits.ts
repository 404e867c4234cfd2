import type { TextLimit } from "@/lib/core/unicode";

/** Limits of a reply config. Lengths count code points, so that an emoji costs the same as a letter. */
export const REPLY_CONFIG_LIMITS = {
  rules: 200,
  idCharacters: 80,
  labelCharacters: 80,
  keywords: 50,
  keywordCharacters: 200,
  descriptionCharacters: 500,
  examples: 50,
  exampleCharacters: 200,
  promptCharacters: 2_000,
  cannedCharacters: 4_096,
  minThreshold: 0.5,
  maxThreshold: 0.95,
  maxWaitSeconds: 30,
  maxDefaultPauseMinutes: 1_440,
} as const;

/** Of a fixed text on one channel: what the channel takes, and never more than a config may hold. */
export function cannedLimit({ max, unit }: TextLimit): TextLimit {
  return { max: Math.min(max, REPLY_CONFIG_LIMITS.cannedCharacters), unit };
}

/** Folded keywords longer than this are not searched for: the search costs one step a character and length. */
export const FOLDED_KEYWORD_UNITS = 400;

/** The id of the default rule; no other rule may have it. */
export const DEFAULT_RULE_ID = "default";
