/** What no customer should read although no address is in it: `placeholder`, `debris`, `refusal`, `false_claim`. */
export type UnfitWords = "debris" | "placeholder" | "refusal" | "false_claim";

/** Beginnings and ends of machine notation: a field's name before a colon, a role, what chat templates put between turns. */
const DEBRIS =
  /["“](?:reply|answer|response|message|text|handoff|role|content|tool|function|arguments)["”]\s?:|^\s*[[{][\s\S]*[\]}]\s*$|^\s{0,9}\{\s{0,9}['“]?[a-z_]{1,20}['”]?\s{0,3}:|\bhand_?off["'”]?\s{0,3}[:=]\s{0,3}(?:true|false)\b|<\/?(?:think|thinking|reasoning|assistant|system|user|im_start|im_end|s|eos|tool_call)>|<\|[a-z_]{1,30}\|>|\[\/?INST\]|\bundefined\b|\[object Object\]|\bsystem prompt\b|(?:^|\n)\s{0,4}[([*_]{0,3}note\b[^\n]{0,80}\b(?:the customer (?:asked|asks|wants|wrote|is|did|has)|(?:the|this) (?:reply|response|draft))\b|\b(?:adjust|rephrase|shorten) (?:the|this) (?:reply|response|draft)\b/i;

/** What is asked for between brackets was meant to be filled in. */
const GAP_WORDS =
  "name|date|time|day|hour|price|amount|link|url|address|phone|number|e-?mail|service|product|business|company|salon|shop|customer|client|insert|your|placeholder|vorname|nachname|datum|uhrzeit|tag|preis|adresse|nummer|kunde|firma|fecha|hora|nombre|precio|dirección|prénom|nom|heure|prix|adresse|entreprise|nome|ora|prezzo|indirizzo|data|preço|naam|prijs";
const PLACEHOLDERS: readonly RegExp[] = [
  new RegExp(`[[<](?=[^\\]>\\d]{0,40}\\b(?:${GAP_WORDS})\\b)[\\p{L}][\\p{L}'’/ _-]{0,40}[\\]>]`, "iu"),
  /\{\{?\s?[\p{L}_][\p{L}\p{N}_ .'-]{0,40}\}?\}/u,
  /\[[\p{Lu}_ ]{3,40}\]|\[X{1,3}\]|[€$£]\s?X{1,3}(?!\p{L})|%[a-z_]{2,30}%/u,
  /(?<![\p{L}\p{N}])(?:XX[:.]XX|XX,XX|TBD|lorem ipsum)(?![\p{L}\p{N}])/iu,
];

/** A reply that is a refusal and nothing else helps nobody; with what the business can do beside it, it is an answer. */
const REFUSAL = new RegExp(
  [
    "^(?:(?:i['’]?m|i am)\\s(?:very |so )?sorry|sorry|i apologi[sz]e|unfortunately)?[,.! ]{0,3}(?:but )?(?:as an ai[^,.]{0,40}, )?(?:(?:i|we) (?:can(?:no|['’])?t|won['’]t|will not|do not|don['’]t)|(?:i am|i['’]m|we are|we['’]re) (?:unable|not able) to) (?:be able to )?(?:help|assist|comply|do|answer|respond|continue|discuss|provide|fulfill?|engage|process)(?: you)?(?: (?:with|to|on|about|in))?(?: (?:that|this|it|your)(?: (?:request|question|message|topic|matter|information|conversation))?)?[.! ]*$",
    "^(?:es )?tut mir (?:sehr )?leid[,.! ]{1,3}(?:aber )?(?:ich kann|das kann ich|dabei kann ich)[^.!?]{0,40}nicht (?:helfen|weiterhelfen|beantworten|tun|machen|behilflich sein)[.! ]*$",
    "^(?:lo siento|perdón|disculpe)[,. ]{1,3}(?:pero )?no puedo (?:ayudar|ayudarte|ayudarle|responder|hacer)[^.!?]{0,30}[.! ]*$",
    "^(?:je suis désolée?|désolée?)[,. ]{1,3}(?:mais )?je ne peux pas[^.!?]{0,40}[.! ]*$",
    "^(?:mi dispiace|desculpe|sinto muito|het spijt me)[,. ]{1,3}(?:ma |mas |maar )?(?:non posso|não posso|ik kan)[^.!?]{0,40}[.! ]*$",
  ].join("|"),
  "iu",
);
const AS_A_MODEL =
  /\bas an? (?:ai|artificial intelligence)(?: language)? (?:model|assistant|system)\b|\b(?:large )?language model\b|\bals (?:ki|künstliche intelligenz|sprachmodell|ki-(?:sprach)?modell)\b|\bcomo (?:un )?(?:(?:modelo|asistente) de (?:lenguaje|ia)|ia)\b|\ben tant qu['’](?:assistant )?(?:ia|intelligence artificielle)\b/iu;

const DONE_EN = "booked|reserved|scheduled|rescheduled|cancell?ed|refunded|confirmed";
const THINGS_EN =
  "appointment|booking|reservation|slot|visit|order|payment|deposit|money|table|seat|refund|parcel|delivery|spot|place";
const DONE_DE =
  "gebucht|eingebucht|reserviert|storniert|abgesagt|erstattet|zurückerstattet|bestätigt|verschoben|verlegt|eingetragen|vorgemerkt|umgebucht|vereinbart|versandt|verschickt";
const THINGS_DE =
  "termin|tisch|platz|buchung|reservierung|bestellung|zahlung|anzahlung|geld|besuch|auftrag|lieferung|paket|zimmer|slot";
const NOT_BEFORE =
  "(?<!\\b(?:if|once|when|until|unless|whether|not|never|before|after|hear|understand|sorry|falls|wenn|sobald|bis|ob|dass|nicht|si|quand|se|quando|als|zodra) (?:[\\p{L}'’]+ ){0,4})";
/** What only tells of the business: "we changed our menu", "we reserved a few tables", "we moved to a new address". */
const OF_THE_BUSINESS = "(?! (?:our|to (?:a|the|our)|a few|all|the (?:tables|menu|opening|hours)|with the)|:)";
/** Ends a word; `\b` knows no letters but those of English. */
const END = "(?![\\p{L}\\p{N}])";

/** What an assistant that only writes can't have done. */
const CLAIMS: readonly RegExp[] = [
  // "I have booked", "I've just cancelled", "we refunded"
  ...[["i", ""] as const, ["we", OF_THE_BUSINESS] as const].map(
    ([who, unless]) =>
      new RegExp(
        `${NOT_BEFORE}\\b${who}(?:['’]ve| have)?(?: just| now| already| gone ahead and| successfully){0,2} (?:${DONE_EN}|moved|changed|arranged)\\b(?! (?:out|up|solid)\\b)${unless}`,
        "iu",
      ),
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:i|we)(?:['’]ve| have)?(?: just| now| already){0,2} (?:(?:placed|processed|issued|noted|sent out|shipped) (?:your|the|a) (?:[\\p{L}]+ )?(?:${THINGS_EN})|added you to|sent (?:a|an|our|someone|the) [\\p{L} ]{0,20}to you)\\b`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:i|we) (?:was able to|were able to|managed to) (?:book|reserve|schedule|reschedule|cancel|refund|confirm|move|get you)\\b`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:your|the|that) (?:[\\p{L}]+ ){0,3}(?:${THINGS_EN})(?: [\\p{L}\\p{N}:.]+){0,14}?(?: (?:is|are)(?: now| already| all){0,2} (?:booked|reserved|scheduled|rescheduled|cancell?ed|confirmed|all set|set for|on (?:its|the) way)|['’]s (?:now |all ){0,2}(?:booked|reserved|cancell?ed|confirmed)| (?:is|are) (?:now|already) (?:moved|changed|refunded|issued|processed)| (?:was|were|has been|have been)(?: now| all| already| successfully| just){0,2} (?:${DONE_EN}|moved|changed|arranged|issued|processed|placed|shipped|added))\\b(?! (?:up|out) )`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:plumber|technician|electrician|driver|courier|someone|team|stylist|colleague) (?:is|are) (?:now |already )?(?:on (?:the|his|her|their|its) way|coming to you)\\b`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\byou(?:['’]re| are) (?:now )?(?:all set for|booked|confirmed|down for|scheduled|on the list)\\b|${NOT_BEFORE}\\byou(?:['’]ve| have) been (?:booked|confirmed|scheduled|registered|added to)\\b`,
    "iu",
  ),
  /\b(?:i|we)(?:['’]ve| have)?(?: just| now)? (?:(?:put|pencill?ed|got) you (?:down|in)|have you down for)\b/iu,
  // A sentence that is nothing but the deed: "Booked!", "Termin bestätigt!", "Cita confirmada para el viernes"
  /(?:^|[.!?\n]\s{0,3})(?:(?:booked|confirmed|reserved|cancell?ed|rescheduled|gebucht|reserviert|bestätigt|storniert|reservado|confirmado|réservé|confirmé|prenotato|confermato|agendado|geboekt|bevestigd)[!.]|(?:appointment|booking|reservation|table|order|termin|buchung|reservierung|tisch|cita|reserva|mesa|rendez-vous|réservation|table|appuntamento|prenotazione|tavolo|afspraak|reservering|tafel) (?:booked|confirmed|reserved|cancell?ed|gebucht|bestätigt|reserviert|storniert|(?:reservad|confirmad|cancelad|agendad)[ao]|(?:réservé|confirmé|annulé)e?|(?:prenotat|confermat|annullat)[ao]|geboekt|bevestigd|geannuleerd)(?:[!.,]| (?:for|für|para|pour|per|voor) ))/iu,
  new RegExp(
    `${NOT_BEFORE}\\b(?:ich habe?|wir haben|habe? ich|haben wir)(?: [^\\s.!?]+){0,12}? (?:${DONE_DE})${END}`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:(?:ihr|dein|euer|ihre|deine|eure)(?: [^\\s.!?]+){1,8}?|(?:der|die|das|den)(?: [^\\s.!?]+)? (?:${THINGS_DE})(?: [^\\s.!?]+){0,8}?) (?:ist|wurde|sind|wurden)(?: [^\\s.!?]+){0,10}? (?:${DONE_DE})${END}`,
    "iu",
  ),
  new RegExp(
    `${NOT_BEFORE}\\b(?:sie sind|du bist|ihr seid)(?: [^\\s.!?]+){0,3}? (?:für|jetzt|nun|hiermit)(?: [^\\s.!?]+){0,8}? (?:gebucht|eingebucht|eingetragen|vorgemerkt|angemeldet)${END}`,
    "iu",
  ),
  /\bhe (?:reservado|cancelado|reembolsado|confirmado|agendado|cambiado)\b|\b(?:le|te|les|os) (?:reservé|cancelé|agendé|confirmé)(?!\p{L})|\b(?:su|tu) (?:cita|reserva|pedido|mesa|turno)[^.!?]{0,40}? (?:está|ha sido|queda|fue) (?:reservad|cancelad|confirmad|agendad|reembolsad|enviad)/iu,
  /\bj['’]ai (?:bien )?(?:réservé|annulé|remboursé|confirmé|reporté|modifié|noté votre rendez-vous)(?!\p{L})|\bje (?:vous|t['’]|te) ?ai (?:bien )?(?:réservé|annulé|remboursé|confirmé|inscrit)|\bc['’]est (?:bien )?(?:réservé|confirmé|annulé)(?!\p{L})|\b(?:votre|ta|ton) (?:rendez-vous|réservation|commande|table|place)[^.!?]{0,40}? (?:est|a été) (?:bien )?(?:réservé|annulé|confirmé|remboursé|reporté|expédié)/iu,
  /\bho (?:prenotato|annullato|rimborsato|confermato|spostato)\b|\b(?:il suo|la sua|il tuo|la tua|il vostro|la vostra) (?:appuntamento|prenotazione|ordine|tavolo)[^.!?]{0,40}? (?:è|è stat[oa]) (?:prenotat|annullat|confermat|rimborsat|spedit)/iu,
  /\b(?:reservei|cancelei|agendei|reembolsei|confirmei|remarquei)\b|\b(?:seu|sua|o teu|a tua) (?:horário|consulta|reserva|agendamento|pedido|mesa)[^.!?]{0,40}? (?:está|foi) (?:reservad|cancelad|confirmad|agendad|marcad|enviad)/iu,
  /\b(?:ik heb|we hebben)(?: [^\s.!?]+){0,10}? (?:geboekt|geannuleerd|ingepland|gereserveerd|terugbetaald|bevestigd|verzet)\b|\b(?:uw|je) (?:afspraak|reservering|bestelling|tafel|plek)[^.!?]{0,40}? (?:is|staat) (?:geboekt|gereserveerd|geannuleerd|bevestigd|ingepland|verzonden)/iu,
  /(?:randevunuz|rezervasyonunuz|masanız|siparişiniz)u?n?u?[^.!?]{0,40}? (?:onaylandı|oluşturuldu|oluşturdum|ayrıldı|ayırdım|iptal edildi|iptal ettim|onayladım)(?!\p{L})/iu,
  /(?<!\p{L})(?:забронировал[аи]?|отменил[аи]?|записал[аи]? (?:вас|тебя))(?!\p{L})|(?<!\p{L})ваш[аеи]? [^.!?]{0,40}?(?:забронирован|подтвержд[её]н|отмен[её]н)/iu,
  /(?<!\p{L})تم (?:تأكيد|حجز|إلغاء|تغيير) (?:موعد|حجز|طاول|طلب)/u,
];

/** Within the claim's own words: then nothing is said to be done, or not always. */
const DENIED =
  /(?<![\p{L}\p{N}])(?:not|never|only|usually|often|mostly|nicht|nie|keine?n?|ob|erst|nur|meist|meistens|oft|no(?= (?:est|ha |fue|queda))|aún|todavía|pas|non|ancora|não|ainda|niet|nog|henüz|не)(?![\p{L}\p{N}])/iu;
/** Behind what is said of a thing in general: it is done on a condition, or by somebody. */
const CONDITION =
  /^\p{L}*(?:\s[\p{L}\p{N}'’]+)?,?\s(?:(?:only )?(?:if|once|as soon as|unless)|when|only (?:after|when)|by (?:a|an|the|our|one|someone|phone|e-?mail|text)|on your side|dès que|une fois|wenn|sobald|falls|cuando|en cuanto|quando|non appena|assim que|zodra)(?![\p{L}\p{N}])/iu;
const BY_US = /^(?:i|we|ich|wir|hab|habe|haben|he|j|je|ho|ik)(?![\p{L}])/iu;

/**
 * What makes a reply unfit to be sent although nothing in it is secret. `listed` is what its owner wrote, persona and
 * rule: words that stand there may be said.
 */
export function findUnfitWords(text: string, listed: string): UnfitWords | null {
  if (DEBRIS.test(text)) return "debris";
  const given = listed.toLowerCase();
  const isGiven = (words: string): boolean => given.includes(words.trim().toLowerCase());
  const gap = findAll(PLACEHOLDERS, text).some(([found]) => !isGiven(found));
  if (gap) return "placeholder";
  const plain = text.replace(/[*_~]/g, "").trim();
  if (REFUSAL.test(plain) || AS_A_MODEL.test(plain)) return "refusal";
  const isClaimed = findAll(CLAIMS, plain).some(
    (found) => !isAsked(plain, found) && !isConditional(plain, found) && !isGiven(found[0]),
  );
  return isClaimed ? "false_claim" : null;
}

/** Every one of them: what is asked or denied first may be claimed in the next sentence. */
function findAll(patterns: readonly RegExp[], text: string): RegExpExecArray[] {
  return patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))]);
}

/** "Your deposit is refunded if …" and "Ihr Termin ist noch nicht bestätigt" claim nothing either. */
function isConditional(text: string, { index, 0: words }: RegExpExecArray): boolean {
  if (DENIED.test(words)) return true;
  return !BY_US.test(words) && CONDITION.test(text.slice(index + words.length, index + words.length + 120));
}

/** "Have you booked …?" and "Is your appointment confirmed?" claim nothing. */
function isAsked(text: string, { index, 0: words }: RegExpExecArray): boolean {
  const rest = text.slice(index + words.length, index + words.length + 200);
  const end = /[.!?\n]/.exec(rest)?.[0];
  return end === "?";
}
