import type { StoredRule } from "../config/reply-config";
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
export function findShadowedKeywords(rules: readonly StoredRule[]): Map<string, ShadowedKeyword[]> {
  const index = new KeywordIndex();
  /** By number in the index, the first rule that has the keyword. */
  const known: Known[] = [];
  /** By their form, those that must be the whole message. */
  const knownExact = new Map<string, Known>();
  const lists = rules.map(({ id: ruleId, enabled, matcher }, rule) => {
    if (matcher.kind !== "static_text") return null;
    const exact = matcher.exact === true;
    const wholeWord = exact || matcher.whole_word === true;
    const keywords = matcher.keywords.flatMap((keyword) => {
      const folded = foldText(keyword);
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

/** Endings that leave a word what it is: who looks for `book` wants `booked` too. */
const ENDINGS = /^(?:s|es|ed|d|ing|er|ers|r|rs|ly|y|n|ning|ting|ful|able|'s|ings)$/;

/**
 * Common English words in which a keyword would fire by accident: `art` in `start` and `party`. Up to `most` of them,
 * the commonest first. None for keywords of several words, and none for forms of the keyword itself.
 */
export function findLongerWords(keyword: string, most = 3): string[] {
  const folded = foldText(keyword);
  if (!/^[a-z]{2,}$/.test(folded)) return [];
  const found: string[] = [];
  for (const word of COMMON_WORDS) {
    const at = word.indexOf(folded);
    if (at === -1 || word === folded) continue;
    if (at === 0 && ENDINGS.test(word.slice(folded.length))) continue;
    found.push(word);
    if (found.length === most) break;
  }
  return found;
}

/**
 * Words that customers of small businesses often write, to show an owner where a short keyword would fire by accident.
 * Kept short on purpose: it backs a hint, not a decision.
 */
const COMMON_WORDS: readonly string[] = `
the this that with have what when where which there their they them then than thank thanks think thing
things some something somebody someone sometimes about after again against almost already also always
another answer any anything around because become been before began begin behind being believe below best
better between both bought bring brought business buy call called came cancel card care careful carry case
cash catch cause certain chair chance change charge cheap check child children choose city class clean clear
close closed coffee cold colour color come company complete contact cook cost could country course cover
customer cut daily date daughter day days deal dear decide deep deliver delivery department depend different
dinner direct discount discuss doctor does dollar done door double down dress drink drive driver during each
early earth easy eat education eight either else email employee end enjoy enough enter entire evening ever
every everybody everyone everything exactly example except excuse expect expensive experience explain extra
face fact fall family famous far fast father favorite favourite feel feet felt few field fifteen fifty
figure fill final finally find fine finger finish first five floor follow food forget form forty forward
found four free fresh friday friend from front full further future game garden general gift girl give glad
glass going gone good great green group grow guess guest hair haircut half hand happen happy hard hate head
health hear heard heart heavy hello help here high hold holiday home hope hospital hotel hour hours house
however hundred hurry husband idea important include information inside instead interest into invoice issue
item itself january job join july june just keep kept kind kitchen knew know known language large last late
later laugh learn least leave left less lesson letter life light like likely line list listen little live
local location long look lose lost love lovely lunch machine made mail main make manage manager many march
market married matter maybe mean means measure meat meet meeting member menu message method middle might
mile mind mine minute miss mobile moment monday money month more morning most mother mountain mouth move
movie much music must myself name near nearly necessary need neighbour neither never news next nice night
nine nobody none normal north note nothing notice november number nurse october offer office often oil older
once only open opened opener opinion opposite orange order other others ought ours outside over own owner
package page paid pain paint pair paper parent park parking part particular party pass past patient pay
payment people perfect perhaps period person phone photo pick picture piece pizza place plan plant play
please pleasure plus point poor popular position possible post pound practice prefer prepare present press
pretty price prices private probably problem product program project promise proper provide public pull
purchase purpose push put quality quarter question quick quickly quiet quite rain raise rate rather reach
read ready real really reason receipt receive recent recommend record reduce refund regular relax remember
rent repair repeat reply report request reservation reserve restaurant result return rice rich ride right
ring river road room round running safe said sale salon same saturday save school science season seat second
secret see seem seen self sell send sense sent september serious serve service services seven several shall
shape share sheet ship shirt shoe shop short should shoulder show shower sick side sign simple since single
sister size skin sleep slow small smart smile snow social soft sold solution son song soon sorry sort sound
soup south space speak special spend spring staff stand standard start state station stay step still stone
stop store story straight strange street strong student study style such sugar suggest suit summer sunday
supply support suppose sure surprise sweet system table take talk taste teach teacher team tell temperature
ten test text thick thin third thirty though thought thousand three through throw thursday ticket time tired
today together told tomorrow tonight took total touch tour toward town trade traffic train travel treat
treatment tree trip trouble true trust try tuesday turn twelve twenty twice type under understand university
until upon upstairs useful usual usually vacation value various vegetable very video view village visit
voice wait waiter walk wall want warm warning wash watch water wear weather website wednesday week weekend
weight welcome well went were west whatever wheel while white whole whom whose wide wife wild wind window
winter wish within without woman women wonder wonderful word work worker working world worry worse worst
worth would write wrong yellow yesterday young yours yourself android appear appointment available barber
beard birthday bottle branch bread break breakfast bridge brother brush cake candle careless chocolate
cleaner concert confirm cupcake dentist desktop discover electric flower grocery headache insurance jacket
keyboard laptop leather manicure massage membership mushroom necklace offline online painful pharmacy
platform powder prescription refrigerator schedule shampoo shipping spicy starter strawberry stylist
subscription supermarket therapist tractor update voucher warranty whatsapp
`
  .trim()
  .split(/\s+/);
