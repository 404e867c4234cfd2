/** What a customer can always ask for, before any rule or model: no more answers, answers again, a person. */
export const OWN_WORDS = ["stop", "start", "human"] as const;
export type OwnWord = (typeof OWN_WORDS)[number];

/** The languages in which that is understood and answered, each by its ISO 639-1 name. */
export const OWN_WORD_LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pt", "tr", "pl", "ru", "ar", "hi"] as const;
export type OwnWordLanguage = (typeof OWN_WORD_LANGUAGES)[number];

/** What an owner has added for one account. Whoever connects a number has none. */
export type MoreOwnWords = Readonly<Record<OwnWord, readonly string[]>>;

/** `words` of each kind at most, each of so many UTF-16 units. */
export const MORE_OWN_WORDS = { words: 20, units: 40 } as const;

export const NO_MORE_WORDS: MoreOwnWords = { stop: [], start: [], human: [] };

/** What is stored of them; a list that can't be read holds none. */
export function readMoreWords(stored: unknown): MoreOwnWords {
  const lists = typeof stored === "object" && stored !== null ? (stored as Partial<Record<OwnWord, unknown>>) : {};
  const read = (list: unknown): string[] =>
    Array.isArray(list) ? list.slice(0, MORE_OWN_WORDS.words).filter((one) => typeof one === "string") : [];
  return { stop: read(lists.stop), start: read(lists.start), human: read(lists.human) };
}

/** Of one language. `polite`: what may stand before or after each of them and changes nothing. */
export type WordList = Readonly<Record<OwnWord | "polite", readonly string[]>>;

/**
 * Each is a whole message. `{a|b}` stands for either. Words that mean something else in a shop are none of them: whoever
 * writes "cancel", "end" or "annulla" to a salon most likely means an appointment, and "one person" says for how many it is.
 */
export const OWN_WORD_LISTS: Readonly<Record<OwnWordLanguage, WordList>> = {
  en: {
    stop: [
      "stop",
      "stop all",
      "stop now",
      "unsubscribe",
      "unsubscribe me",
      "opt out",
      "stop {messages|messaging|texting|messaging me|texting me|writing to me}",
      "stop sending {messages|me messages|me texts}",
      "{don't|do not} {message|text|write} me{| anymore| any more| again}",
      "no more messages",
    ],
    start: ["start", "unstop", "subscribe", "opt in"],
    human: [
      "{|real }human",
      "{agent|operator}",
      "{|a }real person",
      "a{| real} human{| being}",
      "{talk|speak} {to|with} {a human|a real human|a person|a real person|an agent|someone|somebody|staff|the owner}",
      "i {want|need|would like|'d like} {a human|a real human|a person|a real person|an agent}",
      "i {want|need|would like|'d like} to {talk|speak|chat} {to|with} {a human|a real human|a person|a real person|an agent|someone|somebody|the owner}",
      "{can|could|may} i {talk|speak|chat} {to|with} {a human|a real human|a person|a real person|an agent|someone|somebody|the owner}",
      "let me {talk|speak} {to|with} {a human|a person|a real person|someone|somebody}",
      "connect me {to|with} {a human|a person|an agent|someone}",
    ],
    polite: ["please", "pls", "plz", "thanks", "thank you", "thx", "hi", "hello", "hey"],
  },
  de: {
    stop: [
      "stop",
      "stopp",
      "abmelden",
      "abbestellen",
      "abmeldung",
      "austragen",
      "keine {nachrichten|weiteren nachrichten} mehr",
      "keine nachrichten",
      "nicht mehr {schreiben|anschreiben}",
      "{schreiben sie|schreibt|schreib} mir nicht mehr",
    ],
    start: ["start", "anmelden", "wieder anmelden"],
    human: [
      "{ein echter mensch|einen menschen|einen echten menschen}",
      "mitarbeiter",
      "mitarbeiterin",
      "{|ich {möchte|will|würde gern|würde gerne} |kann ich |könnte ich }mit {einem menschen|einem echten menschen|einer person|einer echten person|einem mitarbeiter|einer mitarbeiterin|jemandem|der chefin|dem chef} {sprechen|reden|schreiben}",
      "ich {möchte|will|brauche} {einen menschen|einen echten menschen|einen mitarbeiter}",
    ],
    polite: ["bitte", "danke", "hallo", "guten tag", "hi"],
  },
  es: {
    stop: [
      "stop",
      "baja",
      "darme de baja",
      "dame de baja",
      "denme de baja",
      "quiero darme de baja",
      "cancelar suscripción",
      "no más mensajes",
      "no me {escriban|escribas} más",
    ],
    start: ["start", "alta", "darme de alta"],
    human: [
      "humano",
      "{un humano|una persona real}",
      "agente",
      "{|quiero |quisiera |necesito |me gustaría |puedo |podría }hablar con {un humano|una persona|una persona real|un agente|alguien}",
      "quiero {un humano|una persona real}",
    ],
    polite: ["por favor", "gracias", "hola", "buenas"],
  },
  fr: {
    stop: [
      "stop",
      "désinscrire",
      "désinscription",
      "désabonner",
      "désabonnement",
      "{me|se} {désinscrire|désabonner}",
      "{désinscrivez|désabonnez}-moi",
      "plus de messages",
      "ne m'écrivez plus",
    ],
    start: ["start", "reprendre", "m'abonner", "s'abonner"],
    human: [
      "{humain|un humain|une vraie personne|un conseiller|une conseillère|conseiller}",
      "{|je veux |je voudrais |j'aimerais |puis-je |est-ce que je peux |je souhaite }parler à {un humain|une personne|une vraie personne|un agent|un conseiller|une conseillère|quelqu'un}",
      "{|je veux |je voudrais |j'aimerais |puis-je |je souhaite }parler avec {un humain|une personne|une vraie personne|un agent|un conseiller|quelqu'un}",
    ],
    polite: ["s'il vous plaît", "s'il te plaît", "svp", "stp", "merci", "bonjour", "bonsoir", "salut"],
  },
  it: {
    stop: [
      "stop",
      "disiscrivimi",
      "disiscrivetemi",
      "disiscriviti",
      "disiscrivermi",
      "annulla iscrizione",
      "cancella iscrizione",
      "basta messaggi",
      "non {scrivetemi|scrivermi} più",
    ],
    start: ["start", "iscrivimi", "riprendi"],
    human: [
      "umano",
      "{un umano|una persona vera|un operatore|un'operatrice|operatore}",
      "{|voglio |vorrei |posso |potrei }parlare con {un umano|una persona|una persona vera|un operatore|un'operatrice|qualcuno}",
    ],
    polite: ["per favore", "per piacere", "grazie", "ciao", "buongiorno", "salve"],
  },
  nl: {
    stop: ["stop", "afmelden", "uitschrijven", "schrijf me uit", "geen berichten meer", "stuur me geen berichten meer"],
    start: ["start", "aanmelden", "weer aanmelden"],
    human: [
      "{|een }{medewerker|echt mens|echt persoon}",
      "{|ik wil |ik wil graag |ik zou graag |kan ik |mag ik }{|met }{een mens|een medewerker|een echt persoon|een persoon|iemand} {spreken|praten}",
      "{|ik wil |ik wil graag |kan ik |mag ik }{praten|spreken} met {een mens|een medewerker|een persoon|iemand}",
    ],
    polite: ["alstublieft", "alsjeblieft", "aub", "ajb", "graag", "bedankt", "dank je", "hallo", "hoi"],
  },
  pt: {
    stop: [
      "stop",
      "parar",
      "pare",
      "sair",
      "descadastrar",
      "remover",
      "cancelar inscrição",
      "cancelar subscrição",
      "não quero {|mais |receber }mensagens",
      "não quero receber mais mensagens",
    ],
    start: ["start", "voltar", "retomar"],
    human: [
      "{humano|um humano|uma pessoa real|atendente|um atendente|uma atendente}",
      "{|quero |queria |gostaria de |posso |preciso }falar com {um humano|uma pessoa|uma pessoa real|um atendente|uma atendente|atendente|alguém}",
    ],
    polite: ["por favor", "obrigado", "obrigada", "olá", "oi", "bom dia"],
  },
  tr: {
    stop: ["stop", "dur", "durdur", "ret", "abonelikten çık", "mesaj istemiyorum", "bana yazmayın"],
    start: ["start", "başla", "başlat"],
    human: [
      "{insan|gerçek kişi|temsilci|müşteri temsilcisi|yetkili}",
      "{bir insanla|biriyle|gerçek biriyle|bir yetkiliyle|yetkiliyle|temsilciyle|bir temsilciyle} {görüşmek|konuşmak} istiyorum",
      "{bir insanla|biriyle|bir yetkiliyle|yetkiliyle|temsilciyle} {görüşebilir|konuşabilir} miyim",
    ],
    polite: ["lütfen", "teşekkürler", "merhaba", "selam"],
  },
  pl: {
    stop: ["stop", "wypisz", "wypisz mnie", "wypisuję się", "rezygnuję z wiadomości", "nie chcę wiadomości"],
    start: ["start", "wznów", "zapisz mnie"],
    human: [
      "{człowiek|konsultant|pracownik}",
      "{|chcę |chciałbym |chciałabym |czy mogę }{rozmawiać|porozmawiać} z {człowiekiem|konsultantem|pracownikiem|kimś}",
    ],
    polite: ["proszę", "dziękuję", "dzięki", "cześć", "dzień dobry"],
  },
  ru: {
    stop: ["стоп", "stop", "отписаться", "отпишите меня", "отписка", "не пишите мне{| больше}", "больше не пишите"],
    start: ["старт", "start", "подписаться"],
    human: [
      "{оператор|живой человек}",
      "{|хочу |я хочу |можно }{поговорить|связаться} с {человеком|живым человеком|оператором|кем-нибудь}",
      "{позовите|соедините с} {человека|оператора|оператором|человеком}",
    ],
    polite: ["пожалуйста", "спасибо", "здравствуйте", "привет"],
  },
  ar: {
    stop: ["stop", "إيقاف", "ايقاف", "توقف", "إلغاء الاشتراك", "الغاء الاشتراك", "أوقف الرسائل"],
    start: ["start", "ابدأ", "استئناف", "اشتراك"],
    human: ["{موظف|إنسان|شخص حقيقي}", "{أريد|اريد} {التحدث|أن أتحدث} {مع|إلى} {شخص|إنسان|موظف|شخص حقيقي}"],
    polite: ["من فضلك", "لو سمحت", "شكرا", "مرحبا"],
  },
  hi: {
    stop: ["stop", "बंद करें", "बंद करो", "रोकें", "संदेश बंद करें", "मैसेज बंद करें"],
    start: ["start", "शुरू करें", "शुरू करो"],
    human: [
      "इंसान",
      "{किसी|एक} {इंसान|व्यक्ति} से बात {करनी है|करना है|करें|करवाएं}",
      "मुझे {किसी|एक} {इंसान|व्यक्ति} से बात {करनी है|करना है}",
    ],
    polite: ["कृपया", "प्लीज", "धन्यवाद", "नमस्ते"],
  },
};

/**
 * Single words and pairs that no language has for anything else: understood whatever the account's language is, as is what
 * a phrase of three words or more says. What is shorter may be an everyday word elsewhere ("dur", "remover").
 */
export const UNMISTAKABLE_WORDS: readonly string[] = [
  ...["stop", "stopp", "стоп", "start", "unsubscribe"],
  ...["désabonner", "désabonnement", "me désabonner", "se désabonner", "désabonnez-moi", "désinscrivez-moi"],
  ...["disiscrivimi", "disiscrivetemi", "descadastrar", "abonelikten çık", "mesaj istemiyorum", "bana yazmayın"],
  ...["отписаться", "отпишите меня", "больше не пишите", "إلغاء الاشتراك", "الغاء الاشتراك", "أوقف الرسائل"],
];
