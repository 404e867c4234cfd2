import { readSelfTest } from "@/lib/accounts/connection/self-test-message";
import { detectLanguage } from "@/lib/adapters/language/detect-language";
import { toWhatsappMarks } from "@/lib/adapters/markdown/render-reply";
import { readTypedAddress } from "@/lib/adapters/phone/read-typed-address";
import { CHANNEL_TRAITS, checkedPlaces } from "@/lib/channels/channel-traits";
import { cleanLine, cleanText, cutCodePoints, isBlank, readId } from "@/lib/channels/clean-text";
import { readTimestamp } from "@/lib/channels/read-timestamp";
import { readContent } from "@/lib/channels/whatsapp/message-content";
import { messageText } from "@/lib/channels/whatsapp/message-text";
import { parseDelivery } from "@/lib/channels/whatsapp/parse-delivery";
import { readEcho } from "@/lib/channels/whatsapp/read-echo";
import { readMessage } from "@/lib/channels/whatsapp/read-message";
import { parseNews } from "@/lib/channels/whatsapp/read-news";
import { NO_CONTACTS, readContacts, readSender, readSenderAlias } from "@/lib/channels/whatsapp/read-sender";
import { readStatus } from "@/lib/channels/whatsapp/read-status";
import { findJsonSyntaxError } from "@/lib/core/json-text";
import { FACTS_LIMITS, type Facts, WEEKDAYS } from "@/lib/facts/facts";
import { endTimeSchema, factsSchema, timeSchema } from "@/lib/facts/facts.schema";
import { isOpenAt, nextOpening, openUntil } from "@/lib/facts/opening-hours";
import { parseFacts, parseFactsText } from "@/lib/facts/parse-facts";
import { fillPlaceholders, unknownPlaceholders } from "@/lib/facts/placeholders";
import { readServiceList } from "@/lib/facts/read-service-list";
import { factTexts, renderFacts } from "@/lib/facts/render-facts";
import { dateOf, isTimeZone } from "@/lib/facts/wall-clock";
import { whenSchema } from "@/lib/facts/when.schema";
import { slugStem } from "@/lib/people/people";
import { chooseAssistantLine, namesAssistant, withAssistantLine } from "@/lib/persona/assistant-line";
import { assistantLineSchema } from "@/lib/persona/assistant-line.schema";
import { findLinks, takeEmails, unmask } from "@/lib/persona/guards/contact-traces";
import { deniesAssistant } from "@/lib/persona/guards/denied-assistant";
import { readReplyAnswer } from "@/lib/persona/guards/read-reply-answer";
import { guardDraft, guardLength, guardReply } from "@/lib/persona/guards/reply-guards";
import { tidyDraft } from "@/lib/persona/guards/tidy-draft";
import { findUnfitWords } from "@/lib/persona/guards/unfit-words";
import { hasUnlistedPhone } from "@/lib/persona/guards/unlisted-phones";
import { hasUnlistedPrice } from "@/lib/persona/guards/unlisted-prices";
import { personaSchema } from "@/lib/persona/persona.schema";
import { buildSystemPrompt, buildUserMessage, listedText, promptFrame } from "@/lib/persona/prompt-frame";
import { confidentialParts, renderPersona, textToJudge } from "@/lib/persona/render-persona";
import { fillText, joinTexts, orderTexts } from "@/lib/pipeline/answer/choose-reply";
import { languageGate } from "@/lib/pipeline/answer/match-turn";
import { decodeConfigFile } from "@/lib/rules/config/config-file";
import { parseReplyConfig, parseReplyConfigText } from "@/lib/rules/config/parse-reply-config";
import {
  FOLDED_KEYWORD_UNITS,
  REPLY_CONFIG_LIMITS as LIMITS,
  newAccountConfig,
  type ReplyConfig,
  type ReplyRule,
} from "@/lib/rules/config/reply-config";
import {
  exampleSchema,
  intentSchema,
  promptSchema,
  replyConfigSchema,
  responseSchema,
  ruleSchema,
} from "@/lib/rules/config/reply-config.schema";
import { isSoundResponse } from "@/lib/rules/config/response-table";
import { findCaughtLines } from "@/lib/rules/editing/caught-lines";
import { findLongerWords, findShadowedKeywords } from "@/lib/rules/editing/keyword-hints";
import { applyEdits, freeRuleId, mergeRule, newRuleId, type RuleEdit } from "@/lib/rules/editing/rule-edit";
import { ruleEditSchema, rulePhrasesSchema } from "@/lib/rules/editing/rule-edit.schema";
import { sameValue } from "@/lib/rules/editing/same-value";
import { endsKeyword, splitKeywords } from "@/lib/rules/editing/split-keywords";
import { writesBlanks } from "@/lib/rules/editing/writes-blanks";
import { exactForm, foldMessage, foldText } from "@/lib/rules/fold-text";
import { buildCloseCall, readCloseCall } from "@/lib/rules/intent/close-call-prompt";
import { intentPhrases, phrasesByRule } from "@/lib/rules/intent/intent-vectors";
import { profileLetters, weighLetters } from "@/lib/rules/intent/letter-profile";
import { suggestThreshold } from "@/lib/rules/intent/suggest-threshold";
import { KeywordIndex } from "@/lib/rules/matching/keyword-index";
import { findLinkSpans } from "@/lib/rules/matching/link-spans";
import { matchReply, openTexts } from "@/lib/rules/matching/match-reply";
import { NO_MOMENT } from "@/lib/rules/matching/match-trace";
import { addOwnWord } from "@/lib/rules/own-words/add-own-word";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import { moreOwnWordsSchema } from "@/lib/rules/own-words/own-words.schema";
import { builtInWord, readOwnWord, whyNoOwnWord } from "@/lib/rules/own-words/read-own-word";
import { buildInjectionScan, readInjectionScan } from "@/lib/safety/injection-scan";
import { fieldName, parseLooseObject } from "@/lib/safety/parse-loose-object";
import { readFields, readFlag, readJsonObject } from "@/lib/safety/read-json-answer";
import { buildSafetyCheck, readSafetyVerdict } from "@/lib/safety/safety-check";
import { stripThoughts } from "@/lib/safety/strip-thoughts";
import { delivery, textMessage } from "./fixtures/whatsapp-deliveries";
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
const PRICE_PUMPS: readonly Pump[] = [
  "1",
  "1 ",
  "1,",
  "1 000 ",
  "12 - ",
  "€",
  "€ 5 - ",
  "5 €, ",
  "costs from ",
  "vingt-",
  "mil ",
].map((part) => ({ head: "", part, tail: "" }));
const OBJECT_PUMPS: readonly Pump[] = [
  { head: '{"a":"', part: "}", tail: "" },
  { head: '{"a":', part: '{"a":', tail: "}" },
  { head: '{"a":[', part: "[", tail: "" },
  { head: "{'a':'", part: "' ", tail: "" },
  { head: "{", part: "'a' : 1, ", tail: "" },
];
const PROMPT = LIMITS.promptCharacters;
const IMPORT = 100_000;
const NO_LETTERS = weighLetters([]);

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

const { promptNoun, textLimit } = CHANNEL_TRAITS.whatsapp;
const frame = promptFrame(promptNoun);
const guard = (reply: string, personaText: string, rulePrompt: string) =>
  guardReply(reply, {
    ...{ frame, personaText, factsText: personaText, rulePrompt, mark: "0b9f7c1e", textLimit },
    ...{ customerText: "", ownAddress: "+49 30 901820" },
  });
const message = (change: Record<string, unknown>) => ({ ...textMessage(), ...change });
const context = { numberId: "1", contacts: NO_CONTACTS, receivedAt: now };

/** Mondays only, and as many of them closed in a row as are asked for: the next opening is as far away as it can be. */
const closedMondays = (count: number): Facts => ({
  time_zone: "Europe/Berlin",
  hours: { mon: [["09:00", "18:00"]] },
  exceptions: Array.from({ length: count }, (_, week) => ({ date: dateOf(4 + 7 * week), hours: [] })),
});
const manyServices = (count: number): Facts => ({
  services: Array.from({ length: count }, (_, index) => ({ name: `Cut ${index}`, price: "45.00", currency: "EUR" })),
});

/** By `file#export`, with what is varied where one function has several rows. */
/** What makes a text of placeholders a hundred times as long. */
const LONG_FACTS: Facts = {
  address: "High Street 1, ".repeat(20),
  hours: Object.fromEntries(
    WEEKDAYS.map((day) => [day, Array.from({ length: 6 }, (_, at) => [`0${at}:00`, `0${at}:30`])]),
  ),
};

export const TEXTS: Readonly<Record<string, TextRow>> = {
  "people/people#slugStem": text(80, slugStem),
  "accounts/connection/self-test-message#readSelfTest": text(BODY, (given) => readSelfTest({ object: given })),

  "channels/clean-text#cleanText": text(BODY, cleanText),
  "channels/clean-text#cutCodePoints": text(BODY, (given) => cutCodePoints(given, MESSAGE)),
  "channels/clean-text#isBlank": text(MESSAGE, isBlank),
  "channels/clean-text#cleanLine": text(BODY, (given) => cleanLine(given, 60)),
  "channels/clean-text#readId": text(BODY, (given) => readId(given, 512)),
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
  "channels/whatsapp/read-sender#readSenderAlias": text(BODY, (given) =>
    readSenderAlias({ from_user_id: given }, NO_CONTACTS, { kind: "phone", value: given }),
  ),
  "channels/whatsapp/read-echo#readEcho": text(BODY, (given) =>
    readEcho({ id: "1", type: given, to: given, to_user_id: given, timestamp: given }, context),
  ),
  "channels/whatsapp/read-status#readStatus": text(BODY, (given) =>
    readStatus(
      { id: "1", status: "sent", timestamp: given, biz_opaque_callback_data: given, pricing: { type: given } },
      "1",
      now,
    ),
  ),
  "channels/read-timestamp#readTimestamp": text(BODY, (given) => readTimestamp(given, now)),

  "facts/parse-facts#parseFactsText": text(IMPORT, parseFactsText),
  "facts/parse-facts#parseFacts": text(IMPORT, (given) =>
    parseFacts({ ...{ time_zone: given, address: given, phone: given, email: given, website: given }, [given]: given }),
  ),
  "facts/facts.schema#factsSchema": text(IMPORT, (given) =>
    factsSchema.safeParse({
      hours: { mon: [[given, given]] },
      exceptions: [{ date: given, hours: [], label: given }],
      services: [{ name: given, price: given, currency: given, note: given }],
      questions: [{ question: given, answer: given }],
    }),
  ),
  "facts/facts.schema#timeSchema": text(IMPORT, (given) => timeSchema.safeParse(given)),
  "facts/facts.schema#endTimeSchema": text(IMPORT, (given) => endTimeSchema.safeParse(given)),
  "facts/when.schema#whenSchema": text(IMPORT, (given) =>
    whenSchema.safeParse({ kind: "hours", spans: [{ days: [given], from: given, to: given }] }),
  ),
  "facts/wall-clock#isTimeZone": text(IMPORT, isTimeZone),
  "facts/placeholders#fillPlaceholders": {
    ...text(LIMITS.cannedCharacters, (given) => fillPlaceholders(given, manyServices(FACTS_LIMITS.services), now)),
    pumps: ["{phone}", "{a", "{price:", "{price:a", "{price:Cut 99}", "{price:Cut 99}\n", "{next_open}"].map(
      (part) => ({
        ...{ head: "", part, tail: "" },
      }),
    ),
  },
  "pipeline/answer/choose-reply#fillText": {
    ...text(LIMITS.cannedCharacters, (given) =>
      fillText({ kind: "text", text: given, match: null }, { facts: LONG_FACTS, at: now }, "whatsapp"),
    ),
    pumps: ["{hours_week}\n", "{address}\n", "\n", "a\n"].map((part) => ({ head: "", part, tail: "" })),
  },
  "facts/placeholders#unknownPlaceholders": {
    ...text(LIMITS.cannedCharacters, unknownPlaceholders),
    pumps: ["{", "{a", "{a:", "{a:a", "{a}"].map((part) => ({ head: "", part, tail: "" })),
  },
  "facts/read-service-list#readServiceList": {
    ...text(IMPORT, readServiceList),
    pumps: ["1 ", "-", " ", "1,", "EUR ", "1 min", "a 1 €\n"].map((part) => ({ head: "a", part, tail: "" })),
  },
  "facts/render-facts#renderFacts": text(FACTS_LIMITS.total, (given) =>
    renderFacts({ address: given, questions: [{ question: given, answer: given }] }, now),
  ),
  "facts/render-facts#factTexts": text(FACTS_LIMITS.total, (given) =>
    factTexts({ address: given, policies: [{ topic: given, text: given }] }),
  ),

  "rules/fold-text#foldText": text(MESSAGE, foldText),
  "rules/fold-text#foldMessage": text(BODY, foldMessage),
  "rules/fold-text#exactForm": text(MESSAGE, exactForm),
  "rules/own-words/add-own-word#addOwnWord": text(MESSAGE, (given) => addOwnWord(NO_MORE_WORDS, "stop", given)),
  "rules/own-words/own-words.schema#moreOwnWordsSchema": text(MESSAGE, (given) =>
    moreOwnWordsSchema.safeParse({ stop: [given], start: [], human: [] }),
  ),
  "rules/own-words/read-own-word#builtInWord": text(MESSAGE, builtInWord),
  "rules/own-words/read-own-word#whyNoOwnWord": text(MESSAGE, whyNoOwnWord),
  "rules/own-words/read-own-word#readOwnWord": text(MESSAGE, (given) => readOwnWord([given], NO_MORE_WORDS)),
  "rules/matching/keyword-index#KeywordIndex": {
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
  "rules/matching/match-reply#matchReply": text(4_096, (given) => matchReply(longList, given, { kind: "unavailable" })),
  "rules/matching/match-reply#openTexts": text(4_096, (given) =>
    openTexts(longList, [given], NO_MOMENT).judgeEach({ kind: "unasked" }),
  ),
  "pipeline/answer/match-turn#languageGate": text(MESSAGE, (given) => languageGate(given, detectLanguage)),
  "rules/matching/link-spans#findLinkSpans": {
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
  "rules/editing/keyword-hints#findLongerWords": text(LIMITS.keywordCharacters, (given) => findLongerWords(given)),
  "rules/editing/rule-edit#newRuleId": text(LIMITS.labelCharacters, (given) => newRuleId(given, "1")),
  "rules/intent/letter-profile#profileLetters": text(IMPORT, (given) => profileLetters(given, NO_LETTERS)),
  "rules/intent/letter-profile#weighLetters": text(IMPORT, (given) => weighLetters([given])),
  "rules/intent/intent-vectors#intentPhrases": text(LIMITS.descriptionCharacters, (given) =>
    intentPhrases({ description: given }),
  ),
  "core/json-text#findJsonSyntaxError": text(IMPORT, findJsonSyntaxError),
  "rules/config/config-file#decodeConfigFile": {
    limit: IMPORT,
    prepare: (given) => {
      const bytes = Buffer.from(given);
      return () => decodeConfigFile(bytes);
    },
  },
  "rules/editing/writes-blanks#writesBlanks": text(IMPORT, (given) => writesBlanks([given])),
  "rules/editing/caught-lines#findCaughtLines": text(LIMITS.keywordCharacters, (given) =>
    findCaughtLines([given], { wholeWord: true, exact: false }),
  ),
  "rules/editing/split-keywords#splitKeywords": text(IMPORT, (given) => splitKeywords(given)),
  "rules/editing/split-keywords#endsKeyword": text(IMPORT, endsKeyword),
  "rules/config/parse-reply-config#parseReplyConfigText": text(IMPORT, parseReplyConfigText),
  "rules/config/parse-reply-config#parseReplyConfig": text(IMPORT, (given) =>
    parseReplyConfig({ ...newAccountConfig(), [given]: given, rules: [keywordRule(given, [given], true)] }),
  ),
  "rules/config/reply-config.schema#replyConfigSchema": text(IMPORT, (given) =>
    replyConfigSchema.safeParse(withRules([keywordRule(given, [given], true)])),
  ),
  "rules/config/reply-config.schema#ruleSchema": text(IMPORT, (given) =>
    ruleSchema.safeParse(keywordRule(given, [given], true)),
  ),
  "rules/config/reply-config.schema#exampleSchema": text(IMPORT, (given) => exampleSchema.safeParse(given)),
  "rules/config/reply-config.schema#intentSchema": text(IMPORT, (given) =>
    intentSchema.safeParse({ description: given, examples: [given] }),
  ),
  "rules/config/reply-config.schema#promptSchema": text(IMPORT, (given) => promptSchema.safeParse(given)),
  "rules/config/reply-config.schema#responseSchema": text(IMPORT, (given) =>
    responseSchema.safeParse({ kind: "canned", text: given }),
  ),
  "rules/editing/rule-edit.schema#ruleEditSchema": text(IMPORT, (given) =>
    ruleEditSchema.safeParse({ kind: "remove", base: { id: given, label: given } }),
  ),
  "rules/editing/rule-edit.schema#rulePhrasesSchema": text(IMPORT, (given) =>
    rulePhrasesSchema.safeParse({ should: [given, given], shouldNot: [] }),
  ),

  "persona/guards/tidy-draft#tidyDraft": text(DRAFT, tidyDraft),
  "persona/guards/unfit-words#findUnfitWords": text(ANSWER, (given) => findUnfitWords(given, given)),
  "persona/guards/contact-traces#takeEmails": text(ANSWER, takeEmails),
  "persona/guards/contact-traces#findLinks": text(ANSWER, findLinks),
  "persona/guards/contact-traces#unmask": text(ANSWER, unmask),
  "persona/guards/unlisted-phones#hasUnlistedPhone": text(ANSWER, (given) =>
    hasUnlistedPhone(given, given, "+49 30 901820"),
  ),
  "persona/guards/unlisted-prices#hasUnlistedPrice": {
    ...text(ANSWER, (given) => hasUnlistedPrice(`5 € ${given}`, given)),
    pumps: PRICE_PUMPS,
  },
  "persona/guards/denied-assistant#deniesAssistant": {
    ...text(ANSWER, deniesAssistant),
    pumps: ["I am really ", "ich bin echte ", "ik ben echt ", "if I'm human "].map((part) => ({
      head: "",
      part,
      tail: "",
    })),
  },
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
  "persona/guards/reply-guards#guardDraft": text(ANSWER, (given) => guardDraft({ text: given, finishReason: "stop" })),
  "persona/guards/reply-guards#guardReply (text)": text(ANSWER, (given) =>
    guard(given.slice(0, DRAFT), "Call 030 1234567", "Be kind."),
  ),
  "persona/guards/reply-guards#guardReply (persona)": text(4_000, (given) =>
    guard("Call 030 1234567.", given, "Be kind."),
  ),
  "persona/guards/reply-guards#guardReply (rule)": text(PROMPT, (given) =>
    guard("Call 030 1234567.", "Be kind.", given),
  ),
  "rules/intent/close-call-prompt#buildCloseCall": text(MESSAGE, (given) =>
    buildCloseCall(given, [{ id: "a", label: given, description: given, examples: [given] }], "0b9f7c1e", promptNoun),
  ),
  "rules/intent/close-call-prompt#readCloseCall": {
    ...text(ANSWER, (given) => readCloseCall(given, [{ id: "a", label: "A" }])),
    pumps: OBJECT_PUMPS,
  },
  "rules/intent/close-call-prompt#readCloseCall (word)": {
    ...text(ANSWER, (given) => readCloseCall(JSON.stringify({ topic: given }), [{ id: "a", label: "A" }])),
    pumps: [{ head: "", part: "* ", tail: "x" }],
  },
  "safety/injection-scan#buildInjectionScan": text(MESSAGE, (given) =>
    buildInjectionScan(given, given, "0b9f7c1e", promptNoun),
  ),
  "safety/injection-scan#readInjectionScan": text(ANSWER, readInjectionScan),
  "safety/safety-check#buildSafetyCheck": text(ANSWER, (given) =>
    buildSafetyCheck("rule", given, "0b9f7c1e", checkedPlaces()),
  ),
  "safety/safety-check#readSafetyVerdict": text(ANSWER, readSafetyVerdict),
  "safety/safety-check#readSafetyVerdict (reason)": text(ANSWER, (given) =>
    readSafetyVerdict(JSON.stringify({ verdict: "rejected", reason: given })),
  ),
  "safety/read-json-answer#readJsonObject": { ...text(ANSWER, readJsonObject), pumps: OBJECT_PUMPS },
  "safety/read-json-answer#readFields": {
    ...text(ANSWER, (given) => readFields(given, ["a"])),
    pumps: [...OBJECT_PUMPS, { head: "a: ", part: "* ", tail: "x" }],
  },
  "safety/read-json-answer#readFlag": text(ANSWER, readFlag),
  "safety/parse-loose-object#parseLooseObject": {
    ...text(ANSWER, (given) => parseLooseObject(given, given.indexOf("{"))),
    pumps: OBJECT_PUMPS,
  },
  "safety/parse-loose-object#fieldName": text(ANSWER, fieldName),
  "safety/strip-thoughts#stripThoughts": {
    ...text(ANSWER, stripThoughts),
    pumps: ["<think>", "</think>", "<think></thought>"].map((part) => ({ head: "", part, tail: "" })),
  },
  "persona/guards/read-reply-answer#readReplyAnswer": {
    ...text(ANSWER, readReplyAnswer),
    pumps: [...OBJECT_PUMPS, { head: "", part: "\nhandoff: ", tail: "x" }],
  },
  "persona/assistant-line#chooseAssistantLine": text(MESSAGE, (given) =>
    chooseAssistantLine(given.slice(0, 200), given, given.slice(0, DRAFT), detectLanguage),
  ),
  "persona/assistant-line#namesAssistant": text(IMPORT, namesAssistant),
  "persona/assistant-line#withAssistantLine": text(DRAFT, (given) => withAssistantLine(given, given)),
  "persona/assistant-line.schema#assistantLineSchema": text(IMPORT, (given) => assistantLineSchema.safeParse(given)),
  "persona/guards/reply-guards#guardLength": text(ANSWER, (given) => guardLength(given, textLimit)),
  "persona/prompt-frame#buildSystemPrompt": text(ANSWER, (given) =>
    buildSystemPrompt(frame, { personaText: given, factsText: given, rulePrompt: given }),
  ),
  "persona/prompt-frame#listedText": text(ANSWER, (given) =>
    listedText({ personaText: given, factsText: given, rulePrompt: given }),
  ),
  "persona/prompt-frame#buildUserMessage": text(MESSAGE, (given) => buildUserMessage(given, given, "0b9f7c1e")),
  "persona/render-persona#renderPersona": text(4_000, (given) => renderPersona({ mode: "custom", text: given })),
  "persona/render-persona#textToJudge": text(4_000, (given) => textToJudge({ mode: "custom", text: given })),
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
  "channels/whatsapp/read-news#parseNews": {
    limit: 20_000,
    prepare: (count) => () => {
      const value = { event: "ACCOUNT_RESTRICTION", restriction_info: items(count, () => ({ restriction_type: "X" })) };
      return parseNews({ entry: { id: "1", changes: { field: "account_update", value } } }, now);
    },
  },
  "channels/whatsapp/read-sender#readContacts": {
    limit: 20_000,
    prepare: (count) => () =>
      readContacts(items(count, (index) => ({ wa_id: `1555${index}0000`, user_id: `US.${index}` }))),
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
  "pipeline/answer/choose-reply#joinTexts": {
    limit: 1_000,
    prepare: (count) => {
      const texts = items(count, (index) => ({ providerMessageId: "1", text: "a", sentAt: new Date(index % 7) }));
      return () => joinTexts(texts);
    },
  },
  "pipeline/answer/choose-reply#orderTexts": {
    limit: 1_000,
    prepare: (count) => {
      const texts = items(count, (index) => ({ providerMessageId: "1", text: "a", sentAt: new Date(index % 7) }));
      return () => orderTexts(texts);
    },
  },
  "facts/parse-facts#parseFacts (exceptions)": {
    limit: 10 * FACTS_LIMITS.exceptions,
    prepare: (count) => {
      const exceptions = items(count, () => ({ date: "2026-12-24", hours: [] }));
      return () => parseFacts({ exceptions });
    },
  },
  "facts/parse-facts#parseFacts (spans of a day)": {
    limit: 10_000,
    prepare: (count) => {
      const mon = items(count, (index) => (index % 2 === 0 ? ["09:00", "18:00"] : ["08:00", "07:00"]));
      return () => parseFacts({ hours: { mon } });
    },
  },
  "facts/opening-hours#isOpenAt": {
    limit: FACTS_LIMITS.exceptions,
    prepare: (count) => () => isOpenAt(closedMondays(count), now),
  },
  "facts/opening-hours#nextOpening": {
    limit: FACTS_LIMITS.exceptions,
    prepare: (count) => () => nextOpening(closedMondays(count), now),
  },
  "facts/opening-hours#openUntil": {
    limit: FACTS_LIMITS.spansOfADay,
    prepare: (count) => {
      const spans = items(count, (index): [string, string] => [`0${index}:00`, `0${index + 1}:00`]);
      const hours = Object.fromEntries(WEEKDAYS.map((day) => [day, spans]));
      return () => openUntil({ hours }, now);
    },
  },
  "rules/matching/match-reply#openTexts (messages)": {
    limit: 1_000,
    prepare: (count) => {
      const texts = items(count, (index) => `${index}.`);
      return () => openTexts(exactList, texts, NO_MOMENT).match({ kind: "unavailable" });
    },
  },
  "rules/matching/match-reply#matchReply (rules)": {
    limit: LIMITS.rules,
    prepare: (count) => () => matchReply(withRules(fullList(count)), "ل".repeat(1_000), { kind: "unavailable" }),
  },
  "rules/editing/keyword-hints#findShadowedKeywords": {
    limit: LIMITS.rules,
    prepare: (count) => {
      const rules = fullList(count, "ab");
      return () => findShadowedKeywords(rules);
    },
  },
  "rules/config/parse-reply-config#parseReplyConfig (rules)": {
    limit: 10 * LIMITS.rules,
    prepare: (count) => {
      const config = withRules(items(count, () => keywordRule("same", ["a"], true)));
      return () => parseReplyConfig(config);
    },
  },
  "rules/config/parse-reply-config#parseReplyConfig (unknown fields)": {
    limit: 100_000,
    prepare: (count) => {
      const fields = Object.fromEntries(items(count, (index) => [`f${index}`, 0]));
      return () => parseReplyConfig({ ...newAccountConfig(), ...fields });
    },
  },
  "rules/editing/rule-edit#applyEdits": {
    limit: LIMITS.rules,
    prepare: (count) => {
      const edits = items(count, (index): RuleEdit => {
        const rule = keywordRule(`r${index}`, ["a"], true);
        return { kind: "put", rule, base: null, place: { afterId: null, beforeId: null } };
      });
      return () => applyEdits(withRules([]), edits);
    },
  },
  "rules/editing/rule-edit#freeRuleId": {
    limit: LIMITS.rules,
    prepare: (count) => {
      const rules = items(count, (index) => keywordRule(`a-${index + 2}`, ["a"], true));
      return () => freeRuleId("a", rules);
    },
  },
  "rules/editing/rule-edit#mergeRule": {
    limit: 50,
    prepare: (count) => {
      const rule = keywordRule("a", items(count, String), true);
      return () => mergeRule(rule, structuredClone(rule), structuredClone(rule));
    },
  },
  "rules/editing/same-value#sameValue": {
    limit: 100_000,
    prepare: (count) => {
      const one = Object.fromEntries(items(count, (index) => [`f${index}`, 0]));
      const other = structuredClone(one);
      return () => sameValue(one, other);
    },
  },
  "rules/intent/suggest-threshold#suggestThreshold": {
    limit: 200,
    prepare: (count) => {
      const phrases = items(count, (index) => ({ phrase: "a", score: (index % 100) / 100 }));
      return () => suggestThreshold(phrases, phrases);
    },
  },
  "rules/intent/intent-vectors#phrasesByRule": {
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
  "rules/config/response-table#isSoundResponse": {
    limit: IMPORT,
    prepare: (count) => {
      const response = { kind: "canned", text: " ".repeat(count) };
      return () => isSoundResponse(response);
    },
  },
};

/** What stands in these rooms and needs no row of its own, and why. */
export const NO_ROW: Readonly<Record<string, string>> = {
  "rules/intent/intent-vectors#isMultilingual": "looks one word up",
  "rules/templates/rule-templates#ruleTemplates": "takes words of ours",
  "channels/broken-causes#brokenCause": "takes a code of ours",
  "channels/broken-causes#brokenCode": "takes a code of ours",
  "channels/failure-meaning#failureMeaning": "takes a number and words of ours",
  "channels/channel-traits#readChannel": "compares with a handful of words",
  "channels/channel-traits#checkedPlaces": "takes words of ours",
  "persona/prompt-frame#promptFrame": "takes a word of ours",
  "channels/inbound-message#isChannel": "compares with a handful of words",
  "channels/whatsapp/graph-errors#sendFailureGroup": "takes numbers",
  "channels/whatsapp/graph-errors#statusFailureGroup": "takes a number",
  "channels/whatsapp/graph-errors#readGraphError": "goes a fixed number of steps",
  "channels/account-news#warningCause": "joins two words that are bounded where they are read",
  "channels/account-news#readWarningCause": "goes through a fixed list of words",
  "channels/meta-places#metaPlace": "looks one word up",
  "channels/broken-causes#toldTrouble": "goes through a fixed list of words",
  "channels/read-json#isJsonObject": "looks at no content",
  "channels/read-json#dig": "goes a fixed number of steps",
  "channels/read-json#listItems": "in parseDelivery",
  "channels/whatsapp/read-sender#readAddress": "in readSender and readTypedAddress",
  "channels/whatsapp/read-sender#readSenderName": "in parseDelivery",
  "facts/opening-hours#holdsWhen": "goes through at most 21 spans of three days",
  "facts/opening-hours#spansToday": "in isOpenAt",
  "facts/opening-hours#timeZoneOf": "reads one field",
  "facts/hours-words#minutesOf": "takes five characters",
  "facts/hours-words#reachOf": "takes two times",
  "facts/hours-words#spansWords": "sorts at most six spans",
  "facts/hours-words#weeklySpans": "looks one day up",
  "facts/hours-words#weekWords": "goes through seven days of at most six spans",
  "facts/hours-words#dayWords": "takes a number",
  "facts/hours-words#momentWords": "takes two instants",
  "facts/placeholders#priceWords": "joins two words that the schema bounds",
  "facts/wall-clock#wallTimeOf": "takes an instant",
  "facts/wall-clock#instantsOf": "searches an hour by halves",
  "facts/wall-clock#weekdayOf": "takes a number",
  "facts/wall-clock#dateOf": "takes a number",
  "facts/wall-clock#dayOf": "takes ten characters",
  "rules/intent/automatic-rules#aimRules":
    "goes through the shipped lines once for each phrase and rule of a saved list",
  "rules/intent/automatic-rules#linesInList": "goes through the shipped lines once for each rule of a saved list",
  "rules/intent/automatic-rules#createBackground": "takes the shipped lines",
  "rules/intent/automatic-rules#scoreAutomatic": "takes eleven texts at most; see profileLetters",
  "rules/matching/close-calls#isClose": "sorts the rules of one group, at most 200",
  "rules/matching/close-calls#offeredOf": "sorts the rules of one group, at most 200",
  "rules/intent/letter-profile#joinProfiles": "takes what profileLetters gives, of a rule's phrases",
  "rules/intent/letter-profile#indexProfiles": "takes what profileLetters gives, of a list of rules",
  "rules/intent/letter-profile#likenessToEach": "takes what profileLetters gives",
  "rules/intent/keep-background#isWholeBackground": "takes a number",
  "rules/intent/keep-background#createBackgroundKeeper":
    "its work is the database's and a service's, on the shipped lines",
  "rules/intent/embed-waiting-phrases#automaticRulesOf": "looks each phrase of a saved list up once",
  "rules/intent/embed-waiting-phrases#createEmbeddingRound": "its work is a service's",
  "rules/intent/embed-waiting-phrases#createVectorLoader": "its work is the database's",
  "rules/intent/embed-waiting-phrases#phrasesOf": "goes once through what is stored",
  "rules/intent/embed-waiting-phrases#vectorsInForce": "goes through the phrases of a saved list twice",
  "rules/intent/embed-waiting-phrases#vectorsOfRules": "looks each phrase of a saved list up once",
  "rules/config/reply-config#isSoundRule": "compares two words",
  "rules/config/stored-rule#readStoredRule": "goes once through a list of at most 50",
  "rules/config/stored-rule#readStoredDefault": "goes a fixed number of steps",
  "rules/config/stored-rule#storedDefault": "chooses one of two",
  "rules/config/stored-rule#storedPart": "goes a fixed number of steps",
  "rules/config/stored-rule#storedJson": "copies a list of at most 200",
  "rules/intent/suggest-threshold#hundredths": "takes a number",
  "rules/config/reply-config#cannedLimit": "takes a number",
  "rules/editing/automatic-groups#automaticGroups": "goes through a list of rules once",
  "rules/config/reply-config#isAutomatic": "looks at two fields",
  "rules/intent/intent-vectors#dot": "takes numbers, of the embedding model",
  "rules/intent/intent-vectors#normaliseVector": "takes numbers, of the embedding model",
  "rules/intent/intent-vectors#scoreIntents": "takes numbers, of the embedding model",
  "rules/config/reply-config#newAccountConfig": "takes nothing",
  "rules/editing/rule-list#ownEntry": "looks one key up",
  "rules/editing/rule-edit#applyEdit": "in applyEdits",
  "rules/editing/rule-edit#invertEdit": "runs in the owner's own browser, once an edit",
  "rules/editing/rule-edit#replaceBy": "one look through a list of at most 200",
  "rules/editing/rule-edit#placeOf": "one look through a list of at most 200",
  "rules/editing/rule-edit#placeAt": "takes an index",
  "rules/matching/matcher-table#readMatcher": "in matchReply",
  "rules/own-words/own-words#readMoreWords": "goes once through three lists of at most 20",
  "rules/own-words/own-word-texts#ownWordText": "looks one language up",
  "rules/own-words/read-own-word#spellOut": "takes the program's own lists",
  "rules/matching/matcher-table#readStaticText": "in matchReply",
  "safety/check-waiting-texts#createCheckRound": "its work is a service's",
  "persona/persona#defaultPersona": "copies a name",
};
