/** What no customer should read although no address is in it: `placeholder`, `debris`, `refusal`, `false_claim`. */
export type UnfitWords = "debris" | "placeholder" | "refusal" | "false_claim";

/** Beginnings and ends of machine notation: a field's name before a colon, a role, what chat templates put between turns. */
const DEBRIS =
  /["“](?:reply|answer|response|message|text|handoff|role|content|tool|function|arguments)["”]\s?:|^\s*[[{][\s\S]*[\]}]\s*$|<\/?(?:think|thinking|reasoning|assistant|system|user|im_start|im_end|s|eos|tool_call)>|<\|[a-z_]{1,30}\|>|\[\/?INST\]|\b(?:undefined|\[object Object\]|NaN)\b/i;

/** What is asked for between brackets was meant to be filled in. */
const GAP_WORDS =
  "name|date|time|day|hour|price|amount|link|url|address|phone|number|e-?mail|service|product|business|company|salon|shop|customer|client|insert|your|placeholder|datum|uhrzeit|tag|preis|adresse|nummer|kunde|firma|fecha|hora|nombre|precio|dirección|nom|heure|prix|adresse|entreprise|nome|ora|prezzo|indirizzo|data|preço|naam|prijs";
const PLACEHOLDERS: readonly RegExp[] = [
  new RegExp(`[[<](?=[^\\]>\\d]{0,40}\\b(?:${GAP_WORDS})\\b)[\\p{L}][\\p{L}'’/ _-]{0,40}[\\]>]`, "iu"),
  /\{\{?\s?[\p{L}_][\p{L}\p{N}_ .'-]{0,40}\}?\}/u,
  /\[[\p{Lu}_ ]{3,40}\]/u,
  /(?<![\p{L}\p{N}])(?:XX[:.]XX|XX,XX|TBD|lorem ipsum)(?![\p{L}\p{N}])/iu,
];

/** A reply that is a refusal and nothing else helps nobody; with what the business can do beside it, it is an answer. */
const REFUSAL = new RegExp(
  [
    "^(?:(?:i['’]?m|i am)\\s(?:very |so )?sorry|sorry|i apologi[sz]e|unfortunately)?[,.! ]{0,3}(?:but )?(?:as an ai[^,.]{0,40}, )?(?:i|we) (?:can(?:no|['’])?t|am (?:unable|not able) to|['’]m (?:unable|not able) to|won['’]t|will not|do not|don['’]t) (?:be able to )?(?:help|assist|comply|do|answer|respond|continue|discuss|provide|fulfill?|engage|process)(?: you)?(?: (?:with|to|on|about|in))?(?: (?:that|this|it|your)(?: (?:request|question|message|topic|matter|information|conversation))?)?[.! ]*$",
    "^(?:es )?tut mir (?:sehr )?leid[,.! ]{1,3}(?:aber )?(?:ich kann|das kann ich|dabei kann ich)[^.!?]{0,40}nicht (?:helfen|weiterhelfen|beantworten|tun|machen|behilflich sein)[.! ]*$",
    "^(?:lo siento|perdón|disculpe)[,. ]{1,3}(?:pero )?no puedo (?:ayudar|ayudarte|ayudarle|responder|hacer)[^.!?]{0,30}[.! ]*$",
    "^(?:je suis désolée?|désolée?)[,. ]{1,3}(?:mais )?je ne peux pas[^.!?]{0,40}[.! ]*$",
    "^(?:mi dispiace|desculpe|sinto muito|het spijt me)[,. ]{1,3}(?:ma |mas |maar )?(?:non posso|não posso|ik kan)[^.!?]{0,40}[.! ]*$",
  ].join("|"),
  "iu",
);
const AS_A_MODEL =
  /\bas an? (?:ai|artificial intelligence)(?: language)? (?:model|assistant|system)\b|\b(?:large )?language model\b|\bals (?:ki|künstliche intelligenz|sprachmodell|ki-(?:sprach)?modell)\b|\bcomo (?:un )?(?:modelo de lenguaje|ia)\b|\ben tant qu['’](?:ia|intelligence artificielle)\b/iu;

const DONE_EN = "booked|reserved|scheduled|rescheduled|cancell?ed|refunded|confirmed|moved|changed|registered|arranged";
const DONE_DE =
  "gebucht|reserviert|storniert|abgesagt|erstattet|zurückerstattet|bestätigt|verschoben|verlegt|eingetragen|vorgemerkt|umgebucht|vereinbart";
const NOT_BEFORE =
  "(?<!\\b(?:if|once|when|until|unless|whether|not|never|before|after|falls|wenn|sobald|bis|ob|nicht|si|quand|se|quando|als|zodra) (?:[\\p{L}'’]+ ){0,4})";

/** What an assistant that only writes can't have done. */
const CLAIMS: readonly RegExp[] = [
  // "I have booked", "I've just cancelled", "we refunded"
  new RegExp(
    `${NOT_BEFORE}\\b(?:i|we)(?:['’]ve| have)?(?: just| now| already| gone ahead and| successfully){0,2} (?:${DONE_EN})\\b(?! (?:out|up|solid))`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:your|the|that) (?:[\\p{L}]+ ){0,3}(?:appointment|booking|reservation|slot|visit|order|payment|deposit|money|table|seat|refund)(?: [\\p{L}\\p{N}:.]+){0,6}? (?:is|are|was|has been|have been|['’]s)(?: now| all| already| successfully){0,2} (?:${DONE_EN}|set|issued|processed)\\b`,
    "iu",
  ),
  /\byou(?:['’]re| are) (?:now )?(?:all set for|booked|confirmed|down for|scheduled|on the list)\b/iu,
  /\b(?:i|we)(?:['’]ve| have)?(?: just| now)? (?:put|pencill?ed|got) you (?:down|in)\b/iu,
  new RegExp(
    `${NOT_BEFORE}\\b(?:ich habe|wir haben|hab ich|habe ich|haben wir)(?: [^\\s.!?]+){0,12}? (?:${DONE_DE})\\b`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:ihr|dein|euer|der|die|ihre|deine)(?: [^\\s.!?]+){1,8}? (?:ist|wurde|sind|wurden)(?: [^\\s.!?]+){0,10}? (?:${DONE_DE})\\b`,
    "iu",
  ),
  /\bhe (?:reservado|cancelado|reembolsado|confirmado|agendado|cambiado)\b|\b(?:su|tu) (?:cita|reserva|pedido)[^.!?]{0,40}? (?:está|ha sido|queda|fue) (?:reservad|cancelad|confirmad|agendad|reembolsad)/iu,
  /\bj['’]ai (?:bien )?(?:réservé|annulé|remboursé|confirmé|reporté|modifié|noté votre rendez-vous)(?!\p{L})|\bvotre (?:rendez-vous|réservation|commande)[^.!?]{0,40}? (?:est|a été) (?:bien )?(?:réservé|annulé|confirmé|remboursé|reporté)/iu,
  /\bho (?:prenotato|annullato|rimborsato|confermato|spostato)\b|\b(?:il suo|la sua|il tuo|la tua) (?:appuntamento|prenotazione|ordine)[^.!?]{0,40}? (?:è|è stat[oa]) (?:prenotat|annullat|confermat|rimborsat)/iu,
  /\b(?:reservei|cancelei|agendei|reembolsei|confirmei|remarquei)\b|\b(?:seu|sua|o teu|a tua) (?:horário|consulta|reserva|agendamento|pedido)[^.!?]{0,40}? (?:está|foi) (?:reservad|cancelad|confirmad|agendad|marcad)/iu,
  /\b(?:ik heb|we hebben)(?: [^\s.!?]+){0,10}? (?:geboekt|geannuleerd|ingepland|gereserveerd|terugbetaald|bevestigd|verzet)\b|\b(?:uw|je) (?:afspraak|reservering|bestelling)[^.!?]{0,40}? (?:is|staat) (?:geboekt|geannuleerd|bevestigd|ingepland)/iu,
];

/**
 * What makes a reply unfit to be sent although nothing in it is secret. `listed` is what its owner wrote, persona and
 * rule: words that stand there may be said.
 */
export function findUnfitWords(text: string, listed: string): UnfitWords | null {
  if (DEBRIS.test(text)) return "debris";
  const given = listed.toLowerCase();
  const isGiven = (words: string): boolean => given.includes(words.trim().toLowerCase());
  const gap = PLACEHOLDERS.map((pattern) => pattern.exec(text)?.[0]).find((found) => found && !isGiven(found));
  if (gap) return "placeholder";
  const plain = text.replace(/[*_~]/g, "").trim();
  if (REFUSAL.test(plain) || AS_A_MODEL.test(plain)) return "refusal";
  const claim = CLAIMS.map((pattern) => pattern.exec(plain)).find(
    (found) => found && !isAsked(plain, found) && !isGiven(found[0]),
  );
  return claim ? "false_claim" : null;
}

/** "Have you booked …?" and "Is your appointment confirmed?" claim nothing. */
function isAsked(text: string, { index, 0: words }: RegExpExecArray): boolean {
  const rest = text.slice(index + words.length, index + words.length + 200);
  const end = /[.!?\n]/.exec(rest)?.[0];
  return end === "?";
}
