import type { ReplyRule } from "../config/reply-config";
import { exactForm, foldText } from "../fold-text";
import { KeywordIndex } from "../matching/keyword-index";

/**
 * A keyword that can never win: every text that holds it holds an earlier rule's keyword too. One that must be the whole
 * message is taken as its owner wrote it: `o.p.e.n` gets past `open`, and nobody writes that.
 */
export type ShadowedKeyword = { keyword: string; byRuleId: string; byKeyword: string };

type Known = { rule: number; ruleId: string; keyword: string };

/** A letter, and of a case that no folded keyword has. */
const OTHER_LETTER = "X";

/**
 * The shadowed keywords of each rule with the first rule that takes them, by rule id; rules without any are absent.
 * Rules that are switched off take nothing, and neither do rules that match by meaning: nobody can say what they will
 * always take.
 */
export function findShadowedKeywords(rules: readonly ReplyRule[]): Map<string, ShadowedKeyword[]> {
  const index = new KeywordIndex();
  /** By number in the index, the first rule that has the keyword. */
  const known: Known[] = [];
  /** By their form, those that must be the whole message. */
  const knownExact = new Map<string, Known>();
  const lists = rules.map(({ id: ruleId, enabled, matcher }, rule) => {
    if (matcher?.kind !== "static_text" || !Array.isArray(matcher.keywords)) return null;
    const exact = matcher.exact === true;
    const wholeWord = exact || matcher.whole_word === true;
    const keywords = matcher.keywords.flatMap((keyword) => {
      const folded = typeof keyword === "string" ? foldText(keyword) : "";
      return folded === "" ? [] : [{ keyword, folded, form: exact ? exactForm(folded) : null }];
    });
    for (const { keyword, folded, form } of enabled === false ? [] : keywords) {
      if (form !== null) {
        if (!knownExact.has(form)) knownExact.set(form, { rule, ruleId, keyword });
        continue;
      }
      const number = index.add(folded, wholeWord);
      if (number !== null) known[number] ??= { rule, ruleId, keyword };
    }
    return { ruleId, wholeWord, keywords };
  });

  const found = new Map<string, ShadowedKeyword[]>();
  for (const [rule, list] of lists.entries()) {
    const shadowed = (list?.keywords ?? []).flatMap(({ keyword, folded, form }) => {
      // A text holds this keyword at any place, inside a longer word too, unless it is searched as a whole word.
      const inText = firstIn(index, known, list?.wholeWord ? folded : `${OTHER_LETTER}${folded}${OTHER_LETTER}`);
      const whole = form === null ? undefined : knownExact.get(form);
      const by = whole && (inText === null || whole.rule < inText.rule) ? whole : inText;
      return by && by.rule < rule ? [{ keyword, byRuleId: by.ruleId, byKeyword: by.keyword }] : [];
    });
    if (list && shadowed.length > 0) found.set(list.ruleId, shadowed);
  }
  return found;
}

/** Of the known keywords that stand in a text, the one of the first rule. */
function firstIn(index: KeywordIndex, known: readonly Known[], text: string): Known | null {
  let first: Known | null = null;
  const isEarlier = (number: number) => first === null || (known[number]?.rule ?? 0) < first.rule;
  index.searchIn(text, isEarlier, (number) => {
    first = known[number] ?? first;
  });
  return first;
}
