import type { Matcher } from "../config/reply-config";
import type { KeywordIndex } from "./keyword-index";
import { readPrompt } from "./match-intent";
import { readStaticText } from "./match-keywords";
import type { MatcherReader } from "./matcher-reader";

/** Every kind of matcher. A kind that is added to `Matcher` doesn't compile until it stands here. */
const MATCHER_TABLE = {
  static_text: readStaticText,
  prompt: readPrompt,
} satisfies Record<Matcher["kind"], MatcherReader>;

function isMatcherKind(kind: unknown): kind is Matcher["kind"] {
  return typeof kind === "string" && Object.hasOwn(MATCHER_TABLE, kind);
}

/** Reads a stored matcher of any kind; null if its kind is unknown or its shape broken. */
export function readMatcher(matcher: unknown, keywords: KeywordIndex): ReturnType<MatcherReader> {
  if (typeof matcher !== "object" || matcher === null || !("kind" in matcher)) return null;
  return isMatcherKind(matcher.kind) ? MATCHER_TABLE[matcher.kind](matcher, keywords) : null;
}
