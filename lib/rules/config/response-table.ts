import type { RuleResponse } from "./reply-config";

export type ResponseTraits = {
  /** What one answer of this kind costs the tenant, in credits. */
  priceCredits: number;
  /** Whether it can only answer what wants an answer: an AI given media alone would make up what was asked. */
  needsWords: boolean;
};

/** Every kind of response. A kind that is added to `RuleResponse` doesn't compile until it stands here. */
export const RESPONSE_TABLE = {
  canned: { priceCredits: 0, needsWords: false },
  prompt: { priceCredits: 1, needsWords: true },
  none: { priceCredits: 0, needsWords: false },
} as const satisfies Record<RuleResponse["kind"], ResponseTraits>;

/** Whether a stored value can be used as a response: a known kind, with words to send or to instruct by if it has any. */
export function isSoundResponse(response: unknown): response is RuleResponse {
  if (typeof response !== "object" || response === null || !("kind" in response)) return false;
  const { kind } = response;
  if (kind === "none") return true;
  if (typeof kind !== "string" || !Object.hasOwn(RESPONSE_TABLE, kind) || !("text" in response)) return false;
  return typeof response.text === "string" && response.text.trim() !== "";
}
