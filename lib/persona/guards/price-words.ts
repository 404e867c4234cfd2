/** A number as people write prices: "45", "45,50", "1.200", "1'200.–", "1 200,00". Behind it the sign for no cents. */
export const AMOUNT =
  "(?:\\d{1,3}(?:[.,'’ \\u00a0\\u202f]\\d{3}){1,3}(?!\\d)|\\d{1,9})(?:[.,]\\d{1,2}(?!\\d))?(?:[.,](?:[-–—]{1,2}|=))?";

const SIGNS = "(?:(?:US|AU|CA|NZ|MX|HK|A|C|R|S)?\\$|[€£¥₹₽₺₴₪₩₫฿₱₦₵₸₡])";
const CODES =
  "EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|HUF|RON|BGN|TRY|BRL|MXN|ARS|COP|CLP|PEN|UYU|CAD|AUD|NZD|INR|JPY|CNY|RUB|UAH|ILS|AED|SAR|QAR|KWD|BHD|OMR|JOD|ZAR|KES|NGN|GHS|UGX|TZS|EGP|MAD|TND|IDR|MYR|PHP|THB|VND|SGD|HKD|KRW|TWD|PKR|BDT|LKR|RSD|ISK|ALL|GEL|KZT";
/** Only behind a number: these are words of their own elsewhere. */
const WORDS =
  "euros?|€uros?|eurós?|dollars?|dólar(?:es)?|dollari|bucks|quid|pounds?(?: sterling)?|sterline?|libras?|franken|fränkli|stutz|francs?|franc[oa]s?|franchi|franco|rappen|zł|złot(?:y|e|ych)|zloty(?:ch)?|kč|korun[ay]?|kronen?|kroner|kronor|kr|ft|forint(?:ot)?|lei|leva|лв|lir[ae]|tl|reais|reales|pesos?|soles|rupees?|rupien|rupias|rs|dirhams?|riyals?|rands?|yen|yuan|baht|ringgit|rupiah|shillings?|naira|руб(?:лей|ля|ль|\\.)?|грн|гривень|دولار|يورو|درهم|ريال|रुपये|रुपए|元|円|원";
const CENTS = "cents?|cént(?:imo)?s?|centesimi|cêntimos|pence";

const NO_LETTER = "(?![\\p{L}\\p{N}])";
const BEFORE = `(?:${SIGNS}|(?<![\\p{L}\\p{N}])(?:${CODES}|Rs\\.?|SFr\\.?|kr\\.?|zł|€uro|Euro))`;
const AFTER = `(?:${SIGNS}|(?:${CODES}|${WORDS})${NO_LETTER})`;

/** Between two amounts of which only one has a currency: "45–60 €", "between €45 and 60", "20, 30 or 40 €". */
const LINK =
  "\\s{0,2}(?:-|–|—|/|,|to|and|or|bis|und|oder|a|à|y|o|u|et|ou|e|al|ai|até|en|of|tot|do|i|lub)\\s{1,2}|\\s{0,2}[-–—/]\\s{0,2}";

/** Where prices begin, written with their currency before or behind. */
export const PRICED = {
  before: new RegExp(`${BEFORE}\\s{0,2}(${AMOUNT}(?:(?:${LINK})${AMOUNT}(?![\\p{L}\\p{N}:%])){0,3})`, "giu"),
  after: new RegExp(`(?<![\\p{L}\\p{N}.,:'])((?:${AMOUNT}(?:${LINK})){0,3}${AMOUNT})\\s{0,2}${AFTER}`, "giu"),
  cents: new RegExp(`(?<![\\p{L}\\p{N}.,:])(\\d{1,2})\\s{0,2}(?:${CENTS})${NO_LETTER}`, "giu"),
};

const ABOUT =
  "only|just|about|around|from|starting at|starts at|up to|between|roughly|ab|nur|etwa|ca\\.?|circa|rund|ungefähr|zwischen|bis zu|desde|unos|solo|sólo|entre|hasta|à partir de|environ|seulement|da|solo|fra|tra|a partire da|a partir de|cerca de|apenas|só|vanaf|ongeveer|slechts|tussen";
const COSTS =
  "costs?|priced at|kostet|kosten|macht(?= (?:zusammen|insgesamt))|cuestan?|vale|valen|sale a|coûtent?|costan?o?|custam?|(?:price|cost|fee|preis|precio|prix|tarif|tarifa|prezzo|preço|prijs)(?: (?:is|ist|beträgt|liegt bei|es|es de|est|est de|è|è di|é|é de|bedraagt|of|von|de|van|di))?:?";
const UNIT =
  "(?!\\s{0,2}(?:%|percent|prozent|por ciento|pour cent|per cento|procent|h(?:ours?|rs?)?|min(?:s|utes?|uten?|utos?|uti|uut|uten)?|stunden?|horas?|heures?|ore|uur|uhr|days?|tage?n?|días?|jours?|giorni|dias?|dagen|weeks?|wochen?|times?|mal|x|am|pm|people|personen?|km|m|cm|kg|g|l|ml)(?![\\p{L}\\p{N}]))";

/** A number behind a verb of cost is a price without a currency. */
export const COSTED = new RegExp(
  `(?<![\\p{L}])(?:${COSTS})\\s(?:(?:${ABOUT})\\s){0,2}(${AMOUNT}(?:(?:${LINK})${AMOUNT}){0,2})${NO_LETTER}(?![:])${UNIT}`,
  "giu",
);

/** Numbers that an owner's list gives without a currency, where nothing says that they are a time or a measure. */
export const BARE = new RegExp(`(?<![\\p{L}\\p{N}.,:/#+'-])(${AMOUNT})(?![\\p{L}\\p{N}:/]|[.,'’]\\d)${UNIT}`, "giu");

const TENS =
  "ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|zehn|zwölf|fünfzehn|zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend|diez|quince|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|mil|dix|quinze|vingt|trente|quarante|cinquante|soixante|cent|mille|dieci|quindici|venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta|cento|tien|vijftien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend|dez|vinte|trinta|quarenta|cinquenta|sessenta|oitenta|cem";
/** "forty-five euros", "fünfundvierzig Euro", "quarante-cinq euros": a price in words, up to its currency. */
export const IN_WORDS = new RegExp(
  `(?<![\\p{L}])(\\p{L}{0,14}(?:${TENS})\\p{L}{0,6}(?:[\\s-]{1,2}(?:and|y|e|et|und)?[\\s-]{0,2}\\p{L}{1,8})??)\\s(euros?|dollars?|dólares|dollari|pounds?|libras|franken|francs?|francos|franchi|złotych|pesos|reais)${NO_LETTER}`,
  "giu",
);
