import { REPLY_CONFIG_LIMITS as LIMITS, newAccountConfig, type ReplyRule } from "../config/reply-config";
import { openTexts } from "../matching/match-reply";
import { NO_MOMENT } from "../matching/match-trace";
import { EVERYDAY_LINES } from "./everyday-lines";

export type CaughtLines = { keyword: string; lines: readonly string[] };

/**
 * Which of the everyday lines each keyword would catch by itself, in their order, judged as messages are; a keyword that
 * catches none has no lines. Of more keywords than a rule may have the first are looked for, and none that is too long.
 */
export function findCaughtLines(
  keywords: readonly string[],
  { wholeWord, exact }: { wholeWord: boolean; exact: boolean },
): CaughtLines[] {
  const sought = keywords.slice(0, LIMITS.keywords).filter((keyword) => keyword.length <= LIMITS.keywordCharacters);
  const rules = sought.map(
    (keyword): ReplyRule => ({
      id: keyword,
      label: keyword,
      matcher: { kind: "static_text", keywords: [keyword], whole_word: wholeWord, exact },
      response: { kind: "none" },
    }),
  );
  const config = { ...newAccountConfig(), rules };
  const caught = sought.map((keyword) => ({ keyword, lines: [] as string[] }));
  for (const line of rules.length === 0 ? [] : EVERYDAY_LINES) {
    const judged = openTexts(config, [line], NO_MOMENT).judgeEach({ kind: "unavailable" });
    for (const [at, { said }] of judged.entries()) if (said.kind === "match") caught[at]?.lines.push(line);
  }
  return caught;
}
