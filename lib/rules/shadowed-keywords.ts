import { foldText } from "./fold-text";
import { containsWholeWord } from "./matchers/static-text";
import type { ReplyRule } from "./reply-config";

/** A keyword that can never win: every text that holds it holds an earlier rule's keyword too. */
export type ShadowedKeyword = { keyword: string; byRuleId: string; byKeyword: string };

type Known = { ruleId: string; keyword: string };

/** First rules by folded keyword, one table for each way of searching, with the lengths that occur in it. */
class KeywordTable {
  readonly #first = new Map<string, Known>();
  readonly #lengths = new Set<number>();

  add(folded: string, known: Known): void {
    if (this.#first.has(folded)) return;
    this.#first.set(folded, known);
    this.#lengths.add(folded.length);
  }

  /** A keyword of the table that stands in the text and that `sure` accepts. */
  findIn(text: string, sure: (folded: string) => boolean): Known | null {
    for (const length of this.#lengths) {
      for (let at = 0; at + length <= text.length; at += 1) {
        const part = text.slice(at, at + length);
        const known = this.#first.get(part);
        if (known && sure(part)) return known;
      }
    }
    return null;
  }
}

/**
 * The shadowed keywords of each rule, by rule id; rules without any are absent. Rules that are switched off take
 * nothing, and neither do rules that match by meaning: nobody can say what they will always take.
 */
export function findShadowedKeywords(rules: readonly ReplyRule[]): Map<string, ShadowedKeyword[]> {
  const plain = new KeywordTable();
  const whole = new KeywordTable();
  const found = new Map<string, ShadowedKeyword[]>();
  for (const { id, enabled, matcher } of rules) {
    if (matcher?.kind !== "static_text" || !Array.isArray(matcher.keywords)) continue;
    const keywords = matcher.keywords.flatMap((keyword) => {
      const folded = typeof keyword === "string" ? foldText(keyword) : "";
      return folded === "" ? [] : [{ keyword, folded }];
    });
    const shadowed = keywords.flatMap(({ keyword, folded }) => {
      // A text holds this keyword at any place, inside a longer word too, unless it is searched as a whole word.
      const surrounded = matcher.whole_word ? folded : `x${folded}x`;
      const by =
        plain.findIn(folded, () => true) ?? whole.findIn(folded, (part) => containsWholeWord(surrounded, part));
      return by ? [{ keyword, byRuleId: by.ruleId, byKeyword: by.keyword }] : [];
    });
    if (shadowed.length > 0) found.set(id, shadowed);
    if (enabled === false) continue;
    for (const { keyword, folded } of keywords)
      (matcher.whole_word ? whole : plain).add(folded, { ruleId: id, keyword });
  }
  return found;
}
