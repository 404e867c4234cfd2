import { deniesAssistant } from "./guards/denied-assistant";

/** Code points of the owner's own line, at most. */
export const ASSISTANT_LINE_LIMIT = 200;

/** A customer who got no AI reply for so many days is told again. */
export const ASSISTANT_LINE_DAYS = 30;

/**
 * What the first AI reply says of itself, by language (ISO 639-1): whoever talks with an AI system is to know it at the
 * latest at the first interaction, clearly (Regulation (EU) 2024/1689, article 50).
 */
export const ASSISTANT_LINES: Readonly<Record<string, string>> & { en: string } = {
  en: "This reply comes from our AI assistant.",
  de: "Diese Antwort kommt von unserem KI-Assistenten.",
  es: "Esta respuesta es de nuestro asistente de IA.",
  fr: "Cette réponse vient de notre assistant IA.",
  it: "Questa risposta è del nostro assistente IA.",
  nl: "Dit antwoord komt van onze AI-assistent.",
  pt: "Esta resposta é do nosso assistente de IA.",
  ar: "هذا الرد من مساعدنا الذي يعمل بالذكاء الاصطناعي.",
  cs: "Tato odpověď je od našeho AI asistenta.",
  da: "Dette svar kommer fra vores AI-assistent.",
  el: "Αυτή η απάντηση είναι από τον βοηθό μας τεχνητής νοημοσύνης (AI).",
  hi: "यह जवाब हमारे एआई सहायक की ओर से है।",
  pl: "Ta odpowiedź pochodzi od naszego asystenta AI.",
  ro: "Acest răspuns vine de la asistentul nostru AI.",
  ru: "Этот ответ написал наш ИИ-ассистент.",
  sv: "Det här svaret kommer från vår AI-assistent.",
  tr: "Bu yanıt yapay zekâ asistanımızdan geliyor.",
  uk: "Цю відповідь написав наш ШІ-асистент.",
};

/** Which language a text is in: ISO 639-1, empty when there is no guess, and whether it can be relied on. */
type DetectLanguage = (text: string) => { language: string; reliable: boolean };

/** Fewer characters tell too little of their language. */
const TELLING = 20;

/** More of a text is not looked at. */
const LOOKED_AT = 1_000;

/**
 * The line for a customer: in the language of what they wrote, or else of the reply. `own` is the owner's wording, null
 * where there is none: it speaks to customers of its own language and to those whose language nobody can tell, the
 * built-in lines to the others.
 */
export function chooseAssistantLine(
  own: string | null,
  customerText: string,
  reply: string,
  detect: DetectLanguage,
): string {
  const language = languageOf(customerText, detect) ?? languageOf(reply, detect);
  const builtIn = language !== null && Object.hasOwn(ASSISTANT_LINES, language) ? ASSISTANT_LINES[language] : undefined;
  if (own === null) return builtIn ?? ASSISTANT_LINES.en;
  const ownLanguage = languageOf(own, detect);
  return builtIn === undefined || ownLanguage === null || ownLanguage === language ? own : builtIn;
}

function languageOf(text: string, detect: DetectLanguage): string | null {
  if (text.trim().length < TELLING) return null;
  const { language, reliable } = detect(text.slice(0, LOOKED_AT));
  if (!reliable || language === "") return null;
  // The two are near to each other, and the letters of one alone tell them apart.
  return language === "uk" && !/[іїєґ]/iu.test(text) ? "ru" : language;
}

/** The reply with its line, in a paragraph of its own: clear, and apart from what is answered. */
export const withAssistantLine = (reply: string, line: string): string => `${reply}\n\n${line}`;

/** What an assistant is called, in the languages above; a line without any of these would not say what it is there to say. */
const NAMES =
  /assistan|assistent|asistent|asistan|asystent|(?<![\p{L}])(?:k\.?i|a\.?i|i\.?a|s\.?i|ии|ші|bot|bots|robot)(?![\p{L}])|chatbot|artifici|künstliche intelligenz|kunstmatig|yapay zek|sztuczn|umělá|umel|robô|ассистент|асистент|помощник|помічник|бот|интеллект|інтелект|مساعد|ذكاء|बॉट|एआई|सहायक|βοηθ|τεχνητ|עוזר|בינה|助手|机器人|人工|アシスタント|ボット|어시스턴트|인공지능/iu;

/** A denial a few words before the noun: "no bot", "not written by an AI". Behind it ("our AI, not a person") it denies nothing. */
const DENIED = new RegExp(
  `(?<!\\p{L})(?:not|no|never|isn['’]?t|kein\\p{L}*|nicht|ohne|non|pas|sans|sin|sem|não|geen|niet|zonder|senza|without|nie|не|без|değil)\\s+(?:\\S+\\s+){0,3}?\\S{0,20}(?:${NAMES.source})`,
  "iu",
);

/** Whether an owner's line says that it is an assistant, an AI or a bot that writes. */
export const namesAssistant = (line: string): boolean =>
  NAMES.test(line) && !DENIED.test(line) && !deniesAssistant(line);
