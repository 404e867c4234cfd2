import { OWN_WORD_LANGUAGES, type OwnWord, type OwnWordLanguage } from "./own-words";
import type { ReadWord } from "./read-own-word";

/** What a customer is answered, each once. Every list has START and STOP, so that what these texts ask for is understood. */
const TEXTS: Readonly<Record<OwnWordLanguage, Readonly<Record<OwnWord, string>>>> = {
  en: {
    stop: "You won’t get any more automatic replies from us. Write START to get them again.",
    start: "You get automatic replies from us again. Write STOP to end them.",
    human: "I’ve told a person here. They will answer you in this chat.",
  },
  de: {
    stop: "Sie bekommen von uns keine automatischen Antworten mehr. Schreiben Sie START, um sie wieder zu bekommen.",
    start: "Sie bekommen von uns wieder automatische Antworten. Schreiben Sie STOP, um sie zu beenden.",
    human: "Ich habe hier jemandem Bescheid gegeben. Sie bekommen die Antwort in diesem Chat.",
  },
  es: {
    stop: "Ya no recibirá respuestas automáticas nuestras. Escriba START para volver a recibirlas.",
    start: "Vuelve a recibir nuestras respuestas automáticas. Escriba STOP para dejar de recibirlas.",
    human: "He avisado a una persona de aquí. Le responderá en este chat.",
  },
  fr: {
    stop: "Vous ne recevrez plus de réponses automatiques de notre part. Écrivez START pour les recevoir à nouveau.",
    start: "Vous recevez à nouveau nos réponses automatiques. Écrivez STOP pour les arrêter.",
    human: "J’ai prévenu une personne ici. Elle vous répondra dans cette conversation.",
  },
  it: {
    stop: "Non riceverà più risposte automatiche da noi. Scriva START per riceverle di nuovo.",
    start: "Riceve di nuovo le nostre risposte automatiche. Scriva STOP per non riceverle più.",
    human: "Ho avvisato una persona qui. Le risponderà in questa chat.",
  },
  nl: {
    stop: "U krijgt geen automatische antwoorden meer van ons. Schrijf START om ze weer te krijgen.",
    start: "U krijgt weer automatische antwoorden van ons. Schrijf STOP om ze te stoppen.",
    human: "Ik heb hier iemand gewaarschuwd. U krijgt antwoord in deze chat.",
  },
  pt: {
    stop: "Não receberá mais respostas automáticas nossas. Escreva START para voltar a recebê-las.",
    start: "Volta a receber as nossas respostas automáticas. Escreva STOP para deixar de as receber.",
    human: "Avisei uma pessoa daqui. Ela vai responder neste chat.",
  },
  tr: {
    stop: "Bizden artık otomatik yanıt almayacaksınız. Yeniden almak için START yazın.",
    start: "Otomatik yanıtlarımızı yeniden alıyorsunuz. Durdurmak için STOP yazın.",
    human: "Buradaki bir kişiye haber verdim. Size bu sohbetten yanıt verecek.",
  },
  pl: {
    stop: "Nie będą już do Państwa wysyłane automatyczne odpowiedzi. Aby je znów otrzymywać, proszę napisać START.",
    start: "Znów otrzymują Państwo nasze automatyczne odpowiedzi. Aby je zatrzymać, proszę napisać STOP.",
    human: "Przekazałem wiadomość osobie z zespołu. Odpowie w tym czacie.",
  },
  ru: {
    stop: "Вы больше не будете получать от нас автоматические ответы. Напишите START, чтобы получать их снова.",
    start: "Вы снова получаете наши автоматические ответы. Напишите STOP, чтобы остановить их.",
    human: "Я сообщил сотруднику. Вам ответят в этом чате.",
  },
  ar: {
    stop: "لن تصلك منا ردود تلقائية بعد الآن. اكتب START لتصلك من جديد.",
    start: "ستصلك ردودنا التلقائية من جديد. اكتب STOP لإيقافها.",
    human: "لقد أبلغت شخصا هنا. ستصلك الإجابة في هذه المحادثة.",
  },
  hi: {
    stop: "अब आपको हमारी ओर से स्वचालित जवाब नहीं मिलेंगे। फिर से पाने के लिए START लिखें।",
    start: "अब आपको हमारे स्वचालित जवाब फिर से मिलेंगे। बंद करने के लिए STOP लिखें।",
    human: "यहाँ एक व्यक्ति को बता दिया गया है। वे आपको इसी चैट में जवाब देंगे।",
  },
};

/**
 * The one text that answers an own word, in the language of the list that has it. A word of several lists ("stop") or of
 * the owner's own goes by `preferred`, the language of the account (ISO 639-1), and else is answered in English.
 */
export function ownWordText({ word, languages }: ReadWord, preferred: string): string {
  const among: readonly OwnWordLanguage[] = languages.length === 0 ? OWN_WORD_LANGUAGES : languages;
  const language = among.find((one) => one === preferred) ?? among.find((one) => one === "en") ?? among[0] ?? "en";
  return TEXTS[language][word];
}
