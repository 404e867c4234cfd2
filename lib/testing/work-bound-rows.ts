import { slugStem } from "../accounts/people";
import { readSelfTest } from "../accounts/self-test/self-test-message";
import { detectLanguage } from "../adapters/language/detect-language";
import { toWhatsappMarks } from "../adapters/markdown/render-reply";
import { readTypedAddress } from "../adapters/phone/read-typed-address";
import { cleanLine, cleanText, cutCodePoints, isBlank, readId } from "../channels/whatsapp/clean-text";
import { readContent } from "../channels/whatsapp/message-content";
import { messageText } from "../channels/whatsapp/message-text";
import { parseDelivery } from "../channels/whatsapp/parse-delivery";
import { readMessage } from "../channels/whatsapp/read-message";
import { NO_CONTACTS, readContacts, readSender } from "../channels/whatsapp/read-sender";
import { readStatus } from "../channels/whatsapp/read-status";
import { readTimestamp } from "../channels/whatsapp/read-timestamp";
import { findLinks, unmask } from "../persona/contact-traces";
import { countDigits, findDigitRuns } from "../persona/digit-runs";
import { buildInjectionScan, readInjectionScan } from "../persona/injection-scan";
import { personaSchema } from "../persona/persona.schema";
import { isRisingList } from "../persona/plain-numbers";
import { buildSystemPrompt, buildUserMessage } from "../persona/prompt-frame";
import { readJsonObject } from "../persona/read-verdict";
import { confidentialParts, renderPersona } from "../persona/render-persona";
import { guardReply } from "../persona/reply-guards";
import { buildSafetyCheck, readSafetyVerdict } from "../persona/safety-check";
import { hasUnlistedPhone } from "../persona/unlisted-phones";
import { decodeConfigFile } from "../rules/decode-config-file";
import { exactForm } from "../rules/exact-form";
import { foldMessage, foldText } from "../rules/fold-text";
import { intentPhrases, phrasesByRule } from "../rules/intent-phrases";
import { joinTexts, orderTexts } from "../rules/join-texts";
import { findJsonSyntaxError } from "../rules/json-syntax-error";
import { FOLDED_KEYWORD_UNITS, KeywordIndex } from "../rules/keyword-index";
import { languageGate } from "../rules/language-gate";
import { findLinkSpans } from "../rules/link-spans";
import { findLongerWords } from "../rules/longer-words";
import { matchReply, openTexts } from "../rules/match-reply";
import { mergeRule } from "../rules/merge-rule";
import { newAccountConfig } from "../rules/new-account-config";
import { parseReplyConfig, parseReplyConfigText } from "../rules/parse-reply-config";
import type { ReplyConfig, ReplyRule } from "../rules/reply-config";
import {
  exampleSchema,
  intentSchema,
  promptSchema,
  replyConfigSchema,
  responseSchema,
  ruleSchema,
} from "../rules/reply-config.schema";
import { REPLY_CONFIG_LIMITS as LIMITS } from "../rules/reply-config-limits";
import { isSoundResponse } from "../rules/responses/response-table";
import { applyEdits, type RuleEdit } from "../rules/rule-edit";
import { ruleEditSchema } from "../rules/rule-edit.schema";
import { freeRuleId, newRuleId } from "../rules/rule-id";
import { rulePhrasesSchema } from "../rules/rule-phrases.schema";
import { sameValue } from "../rules/same-value";
import { findShadowedKeywords } from "../rules/shadowed-keywords";
import { endsKeyword, splitKeywords } from "../rules/split-keywords";
import { suggestThreshold } from "../rules/suggest-threshold";
import { delivery, textMessage } from "./whatsapp-fixtures";
import type { Prepared, Pump } from "./work-growth";

/** A function at the largest text that can reach it, in UTF-16 units, and how it is called with one. */
type TextRow = { limit: number; prepare: (text: string) => Prepared; pumps?: readonly Pump[] };

/** A function at the largest number of items that can reach it. */
type CountedRow = { limit: number; prepare: (count: number) => Prepared };

/** A webhook's body is at most 3 MB, of which one field may be nearly all; the fields are cut when they are read. */
const BODY = 200_000;
/** A message's text after it was cut, and a whole turn. */
const MESSAGE = 16_000;
/** A model writes no more than it is allowed tokens. */
const ANSWER = 8_000;
/** What is longer is refused before it is read as Markdown. */
const DRAFT = 2_000;
const MARKDOWN_PUMPS: readonly Pump[] = [
  ...[
    "*",
    "**a*b ",
    "a**b",
    "*a_ ",
    "[",
    "[](",
    "![",
    "[a](b) ",
    "<a ",
    "<!--",
    "> ",
    ">\n> ",
    "- ",
    "1. ",
    "- a\n  - ",
  ],
  ...["|", "a|b\n-|-\n", "|-|\n", "```a\n", "``a", "&amp;", "\\", "# a\n", "【†", "\ue200", "_a/_"],
].map((part) => ({ head: "", part, tail: "" }));
const PROMPT = LIMITS.promptCharacters;
const IMPORT = 100_000;

const now = new Date(0);
const text = (limit: number, work: (text: string) => unknown): TextRow => ({
  limit,
  prepare: (given) => () => work(given),
});
const keywordRule = (id: string, keywords: string[], whole_word: boolean): ReplyRule => ({
  id,
  label: id,
  matcher: { kind: "static_text", keywords, whole_word },
  response: { kind: "canned", text: "ok" },
});

/** The longest list, of keywords in all lengths: each a part of the others, and none of them a word by itself. */
function fullList(rules: number, letter = "ل"): ReplyRule[] {
  return Array.from({ length: rules }, (_, rule) =>
    keywordRule(
      `r${rule}`,
      Array.from({ length: LIMITS.keywords }, (_, at) => `${letter.repeat(((rule * 50 + at) % 190) + 1)}${rule}`),
      rule % 2 === 0,
    ),
  );
}
const withRules = (rules: ReplyRule[]): ReplyConfig => ({ ...newAccountConfig(), rules });
const longList = withRules(fullList(LIMITS.rules));
const exactList = withRules(
  fullList(LIMITS.rules).map((rule) => ({ ...rule, matcher: { ...rule.matcher, exact: true } }) as ReplyRule),
);

const guard = (draft: string, personaText: string, rulePrompt: string) =>
  guardReply(
    { draft: { text: draft, finishReason: "stop" }, personaText, rulePrompt, mark: "0b9f7c1e" },
    toWhatsappMarks,
  );
const message = (change: Record<string, unknown>) => ({ ...textMessage(), ...change });
const context = { numberId: "1", contacts: NO_CONTACTS, receivedAt: now };

/** By `file#export`, with what is varied where one function has several rows. */
export const TEXTS: Readonly<Record<string, TextRow>> = {
  "accounts/people#slugStem": text(80, slugStem),
  "accounts/self-test/self-test-message#readSelfTest": text(BODY, (given) => readSelfTest({ object: given })),

  "channels/whatsapp/clean-text#cleanText": text(BODY, cleanText),
  "channels/whatsapp/clean-text#cutCodePoints": text(BODY, (given) => cutCodePoints(given, MESSAGE)),
  "channels/whatsapp/clean-text#isBlank": text(MESSAGE, isBlank),
  "channels/whatsapp/clean-text#cleanLine": text(BODY, (given) => cleanLine(given, 60)),
  "channels/whatsapp/clean-text#readId": text(BODY, (given) => readId(given, 512)),
  "channels/whatsapp/message-text#messageText": text(BODY, (given) => messageText({ text: { body: given } }, "text")),
  "channels/whatsapp/message-content#readContent": text(BODY, (given) =>
    readContent({ type: given, interactive: { type: given, button_reply: { title: given } } }, "interactive"),
  ),
  "channels/whatsapp/read-message#readMessage": text(BODY, (given) =>
    readMessage(message({ id: given, type: given, from: given, text: { body: given }, timestamp: given }), context),
  ),
  "channels/whatsapp/read-sender#readContacts": text(BODY, (given) =>
    readContacts([{ profile: { name: given }, wa_id: given, user_id: given }]),
  ),
  "channels/whatsapp/read-sender#readSender": text(BODY, (given) =>
    readSender({ from: given, from_user_id: given }, NO_CONTACTS),
  ),
  "channels/whatsapp/read-status#readStatus": text(BODY, (given) =>
    readStatus(
      { id: "1", status: "sent", timestamp: given, biz_opaque_callback_data: given, pricing: { type: given } },
      "1",
      now,
    ),
  ),
  "channels/whatsapp/read-timestamp#readTimestamp": text(BODY, (given) => readTimestamp(given, now)),

  "rules/fold-text#foldText": text(MESSAGE, foldText),
  "rules/fold-text#foldMessage": text(BODY, foldMessage),
  "rules/exact-form#exactForm": text(MESSAGE, exactForm),
  "rules/keyword-index#KeywordIndex": {
    limit: MESSAGE,
    prepare: (given) => {
      const index = new KeywordIndex();
      for (let length = 1; length <= FOLDED_KEYWORD_UNITS; length += 4) {
        index.add(foldText(given.slice(0, length)), length % 8 === 1);
        index.add(foldText(`${given.slice(0, length)}z`), length % 8 !== 1);
      }
      return () => index.findIn(given);
    },
  },
  "rules/match-reply#matchReply": text(4_096, (given) => matchReply(longList, given, { kind: "unavailable" })),
  "rules/match-reply#openTexts": text(4_096, (given) => openTexts(longList, [given]).judgeEach({ kind: "unasked" })),
  "rules/language-gate#languageGate": text(MESSAGE, (given) => languageGate(given, detectLanguage)),
  "rules/link-spans#findLinkSpans": {
    ...text(MESSAGE, findLinkSpans),
    pumps: [
      { head: "", part: "a.", tail: "" },
      { head: "", part: "a@a.", tail: "" },
      { head: "", part: "a@a.a,", tail: "" },
      { head: "", part: "a@", tail: "a.a" },
      { head: "", part: "a://", tail: "" },
      { head: "", part: "a/ ", tail: "" },
      { head: "a.aa", part: "-a", tail: "://" },
    ],
  },
  "rules/longer-words#findLongerWords": text(LIMITS.keywordCharacters, (given) => findLongerWords(given)),
  "rules/rule-id#newRuleId": text(LIMITS.labelCharacters, (given) => newRuleId(given, "1")),
  "rules/intent-phrases#intentPhrases": text(LIMITS.descriptionCharacters, (given) =>
    intentPhrases({ description: given }),
  ),
  "rules/json-syntax-error#findJsonSyntaxError": text(IMPORT, findJsonSyntaxError),
  "rules/decode-config-file#decodeConfigFile": {
    limit: IMPORT,
    prepare: (given) => {
      const bytes = Buffer.from(given);
      return () => decodeConfigFile(bytes);
    },
  },
  "rules/split-keywords#splitKeywords": text(IMPORT, (given) => splitKeywords(given)),
  "rules/split-keywords#endsKeyword": text(IMPORT, endsKeyword),
  "rules/parse-reply-config#parseReplyConfigText": text(IMPORT, parseReplyConfigText),
  "rules/parse-reply-config#parseReplyConfig": text(IMPORT, (given) =>
    parseReplyConfig({ ...newAccountConfig(), [given]: given, rules: [keywordRule(given, [given], true)] }),
  ),
  "rules/reply-config.schema#replyConfigSchema": text(IMPORT, (given) =>
    replyConfigSchema.safeParse(withRules([keywordRule(given, [given], true)])),
  ),
  "rules/reply-config.schema#ruleSchema": text(IMPORT, (given) =>
    ruleSchema.safeParse(keywordRule(given, [given], true)),
  ),
  "rules/reply-config.schema#exampleSchema": text(IMPORT, (given) => exampleSchema.safeParse(given)),
  "rules/reply-config.schema#intentSchema": text(IMPORT, (given) =>
    intentSchema.safeParse({ description: given, examples: [given] }),
  ),
  "rules/reply-config.schema#promptSchema": text(IMPORT, (given) => promptSchema.safeParse(given)),
  "rules/reply-config.schema#responseSchema": text(IMPORT, (given) =>
    responseSchema.safeParse({ kind: "canned", text: given }),
  ),
  "rules/rule-edit.schema#ruleEditSchema": text(IMPORT, (given) =>
    ruleEditSchema.safeParse({ kind: "remove", base: { id: given, label: given } }),
  ),
  "rules/rule-phrases.schema#rulePhrasesSchema": text(IMPORT, (given) =>
    rulePhrasesSchema.safeParse({ should: [given, given], shouldNot: [] }),
  ),

  "persona/contact-traces#findLinks": text(ANSWER, findLinks),
  "persona/contact-traces#unmask": text(ANSWER, unmask),
  "persona/digit-runs#findDigitRuns": text(ANSWER, findDigitRuns),
  "persona/digit-runs#countDigits": text(ANSWER, countDigits),
  "persona/plain-numbers#isRisingList": text(ANSWER, isRisingList),
  "persona/unlisted-phones#hasUnlistedPhone": text(ANSWER, (given) => hasUnlistedPhone(given, given)),
  "adapters/phone/read-typed-address#readTypedAddress": text(IMPORT, (given) =>
    readTypedAddress(given, "+49 30 901820"),
  ),
  "adapters/markdown/render-reply#toWhatsappMarks": {
    ...text(DRAFT, (given) => toWhatsappMarks(given, "")),
    pumps: MARKDOWN_PUMPS,
  },
  "adapters/markdown/render-reply#toWhatsappMarks (listed)": text(PROMPT, (given) =>
    toWhatsappMarks(given.slice(0, DRAFT), given),
  ),
  "persona/reply-guards#guardReply (draft)": text(ANSWER, (given) => guard(given, "Call 030 1234567", "Be kind.")),
  "persona/reply-guards#guardReply (persona)": text(4_000, (given) => guard("Call 030 1234567.", given, "Be kind.")),
  "persona/reply-guards#guardReply (rule)": text(PROMPT, (given) => guard("Call 030 1234567.", "Be kind.", given)),
  "persona/injection-scan#buildInjectionScan": text(MESSAGE, (given) => buildInjectionScan(given, given, "0b9f7c1e")),
  "persona/injection-scan#readInjectionScan": text(ANSWER, readInjectionScan),
  "persona/safety-check#buildSafetyCheck": text(ANSWER, (given) => buildSafetyCheck("rule", given, "0b9f7c1e")),
  "persona/safety-check#readSafetyVerdict": text(ANSWER, readSafetyVerdict),
  "persona/safety-check#readSafetyVerdict (reason)": text(ANSWER, (given) =>
    readSafetyVerdict(JSON.stringify({ verdict: "rejected", reason: given })),
  ),
  "persona/read-verdict#readJsonObject": {
    ...text(ANSWER, readJsonObject),
    pumps: [
      { head: '{"a":"', part: "}", tail: "" },
      { head: '{"a":', part: '{"a":', tail: "}" },
    ],
  },
  "persona/prompt-frame#buildSystemPrompt": text(ANSWER, (given) => buildSystemPrompt(given, given)),
  "persona/prompt-frame#buildUserMessage": text(MESSAGE, (given) => buildUserMessage(given, given, "0b9f7c1e")),
  "persona/render-persona#renderPersona": text(4_000, (given) => renderPersona({ mode: "custom", text: given })),
  "persona/render-persona#confidentialParts": text(ANSWER, confidentialParts),
  "persona/persona.schema#personaSchema": text(IMPORT, (given) =>
    personaSchema.safeParse({ mode: "custom", text: given }),
  ),
};

const items = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

export const COUNTED: Readonly<Record<string, CountedRow>> = {
  // 3 MB hold no more: sixty bytes each.
  "channels/whatsapp/parse-delivery#parseDelivery (messages and contacts)": {
    limit: 20_000,
    prepare: (count) => {
      const messages = items(count, (index) => ({ id: `m${index}`, from: `1555${index}0000`, type: "text" }));
      const contacts = items(count, (index) => ({ wa_id: `1555${index}0000` }));
      const body = delivery(messages, { contacts });
      return () => parseDelivery(body, now);
    },
  },
  "channels/whatsapp/parse-delivery#parseDelivery (what can't be read)": {
    limit: 100_000,
    prepare: (count) => () => parseDelivery({ entry: items(count, () => 0) }, now),
  },
  "channels/whatsapp/read-sender#readContacts": {
    limit: 20_000,
    prepare: (count) => () => readContacts(items(count, (index) => ({ wa_id: `1555${index}0000` }))),
  },
  "channels/whatsapp/read-status#readErrorCode": {
    limit: 100_000,
    prepare: (count) => () => readStatus({ id: "1", status: "failed", errors: items(count, () => ({})) }, "1", now),
  },
  "channels/whatsapp/message-content#readContent (items)": {
    limit: 100_000,
    prepare: (count) => {
      const order = { product_items: items(count, (index) => ({ quantity: index })) };
      return () => readContent({ order }, "order");
    },
  },
  "rules/join-texts#joinTexts": {
    limit: 1_000,
    prepare: (count) => {
      const texts = items(count, (index) => ({ providerMessageId: "1", text: "a", sentAt: new Date(index % 7) }));
      return () => joinTexts(texts);
    },
  },
  "rules/join-texts#orderTexts": {
    limit: 1_000,
    prepare: (count) => {
      const texts = items(count, (index) => ({ providerMessageId: "1", text: "a", sentAt: new Date(index % 7) }));
      return () => orderTexts(texts);
    },
  },
  "rules/match-reply#openTexts (messages)": {
    limit: 1_000,
    prepare: (count) => {
      const texts = items(count, (index) => `${index}.`);
      return () => openTexts(exactList, texts).match({ kind: "unavailable" });
    },
  },
  "rules/match-reply#matchReply (rules)": {
    limit: LIMITS.rules,
    prepare: (count) => () => matchReply(withRules(fullList(count)), "ل".repeat(1_000), { kind: "unavailable" }),
  },
  "rules/shadowed-keywords#findShadowedKeywords": {
    limit: LIMITS.rules,
    prepare: (count) => {
      const rules = fullList(count, "ab");
      return () => findShadowedKeywords(rules);
    },
  },
  "rules/parse-reply-config#parseReplyConfig (rules)": {
    limit: 10 * LIMITS.rules,
    prepare: (count) => {
      const config = withRules(items(count, () => keywordRule("same", ["a"], true)));
      return () => parseReplyConfig(config);
    },
  },
  "rules/parse-reply-config#parseReplyConfig (unknown fields)": {
    limit: 100_000,
    prepare: (count) => {
      const fields = Object.fromEntries(items(count, (index) => [`f${index}`, 0]));
      return () => parseReplyConfig({ ...newAccountConfig(), ...fields });
    },
  },
  "rules/rule-edit#applyEdits": {
    limit: LIMITS.rules,
    prepare: (count) => {
      const edits = items(count, (index): RuleEdit => {
        const rule = keywordRule(`r${index}`, ["a"], true);
        return { kind: "put", rule, base: null, place: { afterId: null, beforeId: null } };
      });
      return () => applyEdits(withRules([]), edits);
    },
  },
  "rules/rule-id#freeRuleId": {
    limit: LIMITS.rules,
    prepare: (count) => {
      const rules = items(count, (index) => keywordRule(`a-${index + 2}`, ["a"], true));
      return () => freeRuleId("a", rules);
    },
  },
  "rules/merge-rule#mergeRule": {
    limit: 50,
    prepare: (count) => {
      const rule = keywordRule("a", items(count, String), true);
      return () => mergeRule(rule, structuredClone(rule), structuredClone(rule));
    },
  },
  "rules/same-value#sameValue": {
    limit: 100_000,
    prepare: (count) => {
      const one = Object.fromEntries(items(count, (index) => [`f${index}`, 0]));
      const other = structuredClone(one);
      return () => sameValue(one, other);
    },
  },
  "rules/suggest-threshold#suggestThreshold": {
    limit: 200,
    prepare: (count) => {
      const phrases = items(count, (index) => ({ phrase: "a", score: (index % 100) / 100 }));
      return () => suggestThreshold(phrases, phrases);
    },
  },
  "rules/intent-phrases#phrasesByRule": {
    limit: LIMITS.rules,
    prepare: (count) => {
      const rules = items(count, (index): ReplyRule => {
        const examples = items(50, (at) => `${index} ${at}`);
        const matcher = { kind: "prompt" as const, description: "d", threshold: 0.7, examples };
        return { ...keywordRule(`r${index}`, [], false), matcher };
      });
      return () => phrasesByRule(withRules(rules));
    },
  },
  "rules/responses/response-table#isSoundResponse": {
    limit: IMPORT,
    prepare: (count) => {
      const response = { kind: "canned", text: " ".repeat(count) };
      return () => isSoundResponse(response);
    },
  },
};

/** What stands in these rooms and needs no row of its own, and why. */
export const NO_ROW: Readonly<Record<string, string>> = {
  "channels/whatsapp/graph-errors#sendFailureGroup": "takes numbers",
  "channels/whatsapp/graph-errors#incidentCause": "takes a word of ours",
  "channels/whatsapp/graph-errors#incidentCauseOfStatus": "takes a number",
  "channels/whatsapp/graph-errors#readGraphError": "goes a fixed number of steps",
  "channels/whatsapp/json-access#isJsonObject": "looks at no content",
  "channels/whatsapp/json-access#dig": "goes a fixed number of steps",
  "channels/whatsapp/json-access#listItems": "in parseDelivery",
  "channels/whatsapp/read-sender#readAddress": "in readSender and readTypedAddress",
  "channels/whatsapp/read-sender#readSenderName": "in parseDelivery",
  "rules/config-problem#problemsOf": "in parseReplyConfig",
  "rules/hundredths#hundredths": "takes a number",
  "rules/intent-vectors#normaliseVector": "takes numbers, of the embedding model",
  "rules/intent-vectors#scoreIntents": "takes numbers, of the embedding model",
  "rules/new-account-config#newAccountConfig": "takes nothing",
  "rules/rule-edit#applyEdit": "in applyEdits",
  "rules/rule-edit#invertEdit": "runs in the owner's own browser, once an edit",
  "rules/rule-edit#placeOf": "one look through a list of at most 200",
  "rules/rule-edit#placeAt": "takes an index",
  "rules/matchers/matcher-table#readMatcher": "in matchReply",
  "rules/matchers/prompt#readPrompt": "in matchReply",
  "rules/matchers/static-text#readStaticText": "in matchReply",
  "persona/check-prompts#createCheckRound": "its work is a service's",
  "persona/default-persona#defaultPersona": "copies a name",
  "persona/digit-runs#sliceRun": "in hasUnlistedPhone",
  "persona/plain-numbers#isPlainNumber": "in hasUnlistedPhone",
};
