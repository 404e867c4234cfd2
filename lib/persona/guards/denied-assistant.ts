const MACHINE_EN =
  "(?:chat)?bots?|robots?|machines?|computers?|a\\.?i\\.?|artificial intelligence|automated|(?:virtual |digital |ai )?assistants?|programs?|language models?";
const MACHINE =
  "(?:chat)?bots?|robots?|roboter|robô|robôs|robot|maschine|máquina|macchina|machine|computer|ordenador|ordinateur|ki|ia|ai|künstliche intelligenz|inteligencia artificial|inteligência artificial|intelligence artificielle|intelligenza artificiale|kunstmatige intelligentie|automat|programm|programa|programme|programma|assistente?n?|asistente(?: virtual)?|assistant(?: virtuel)?|sprachmodell";
const SURE_EN =
  "(?:(?:definitely|indeed|actually|really|just|totally|absolutely|very much|certainly|100%|of course|a|an|one) ){0,3}";
const END = "(?![\\p{L}\\p{N}])";
/** What is asked, denied or supposed is not claimed. */
const OPEN = "(?<!(?:^|[^\\p{L}])(?:if|whether|that|think|thought|asking|ob|si|se|of|dass|que|che|dat) )";

/** A reply that says its writer is human, or no machine. */
const CLAIMS: readonly RegExp[] = [
  new RegExp(
    `${OPEN}(?<![\\p{L}])(?:i['’]?m|i am|we['’]?re|we are|this is|it['’]?s|it is|you['’]?re (?:talking|chatting|speaking|texting) (?:to|with)|you are (?:talking|chatting|speaking|texting) (?:to|with)) ${SURE_EN}(?:human(?: being)?s?|(?:(?:real|actual|live|living|genuine|flesh-and-blood) )+(?:human(?: being)?|person|people|member of)s?|person(?!-| (?:to|who|you|for|in|of)))${END}`,
    "iu",
  ),
  new RegExp(
    `${OPEN}(?<![\\p{L}])(?:i['’]?m|i am|we['’]?re|we are|this is|it['’]?s|it is) (?:definitely |certainly |actually |really )?not (?:an? |just an? )?(?:${MACHINE_EN})${END}|(?<![\\p{L}])(?:this isn['’]?t|i ain['’]?t|it isn['’]?t) (?:an? )?(?:${MACHINE_EN})${END}`,
    "iu",
  ),
  /(?:^|[.!?,]\s*)(?:no[,.]? )?(?:not a|no) (?:chat)?(?:bot|robot|machine)s?(?: here)?(?=[.!,]|$)|(?:^|[.!?,]\s*)(?:yes[,.]? )?(?:a )?real (?:human|person) here\b/iu,
  new RegExp(
    `${OPEN}(?<![\\p{L}])(?:ich bin|wir sind)(?: (?:wirklich|tatsächlich|natürlich|selbstverständlich|schon|ja|hier))*(?: ein(?:e[rn]?)?)?(?: (?:echte[rsn]?|richtige[rsn]?|reale[rsn]?|lebendige[rsn]?|ganz normale[rsn]?))* (?:mensch(?:en)?|person(?!alis)|mitarbeiter(?:in)?)${END}`,
    "iu",
  ),
  new RegExp(
    `${OPEN}(?<![\\p{L}])(?:ich bin|wir sind|das ist|hier ist)(?: (?:wirklich|definitiv|natürlich))* keine? (?:${MACHINE})${END}`,
    "iu",
  ),
  /(?:^|[.!?,]\s*)(?:nein[,.]? )?keine? (?:chat)?(?:bot|roboter|maschine|ki)(?=[.!,]|$)|\b(?:hier (?:schreibt|antwortet|spricht)|sie (?:schreiben|sprechen) mit|du (?:schreibst|sprichst) mit)(?: dir| ihnen)? (?:wirklich )?(?:ein(?:em|er|e)? )?(?:echte[rmn]? |richtige[rmn]? )*(?:mensch(?:en)?|person)(?!\p{L})/iu,
  new RegExp(
    `${OPEN}(?<![\\p{L}])(?<!no )(?:soy|somos)(?: realmente| de verdad)?(?: una?)?(?: (?:persona|ser humano)(?: (?:real|de verdad|de carne y hueso))?(?! (?:de|que|del|para|encargad))| human[oa]s?)${END}`,
    "iu",
  ),
  new RegExp(
    `(?<![\\p{L}])no (?:soy|somos|es)(?: una?)? (?:${MACHINE})${END}|(?<![\\p{L}])(?:hablando|chateando|hablas|habla) con (?:una persona (?:real|de verdad)|un humano)${END}`,
    "iu",
  ),
  new RegExp(
    `${OPEN}(?<![\\p{L}])je suis(?: bien| vraiment| réellement)?(?: une?)?(?: vraie?)? (?:personne(?: réelle)?(?! (?:de|qui|chargée))|être humain|humaine?)${END}|(?<![\\p{L}])(?:vous parlez|tu parles|vous échangez)(?: bien)? (?:à|avec) (?:une vraie personne|une personne réelle|un (?:être )?humain|un vrai humain)${END}`,
    "iu",
  ),
  new RegExp(`(?<![\\p{L}])(?:je ne suis pas|je suis pas|ce n['’]est pas)(?: une?)? (?:${MACHINE})${END}`, "iu"),
  new RegExp(
    `${OPEN}(?<![\\p{L}])(?<!non )(?:io )?sono(?: davvero| proprio)?(?: una?)?(?: (?:vera )?persona(?: (?:vera|reale|in carne e ossa))?(?! (?:che|di|del|incaricat))| (?:essere )?uman[oa])${END}|(?<![\\p{L}])non sono (?:una?n?['’ ]? ?)?(?:${MACHINE})${END}|(?<![\\p{L}])(?:parlando|scrivendo) con una (?:vera persona|persona (?:vera|reale))`,
    "iu",
  ),
  new RegExp(
    `${OPEN}(?<![\\p{L}])ik ben(?: echt| gewoon| wel)*(?: een)?(?: (?:echte?|levende?))*(?: mens| persoon| medewerk(?:er|ster))${END}|(?<![\\p{L}])(?:ik ben|dit is) geen (?:${MACHINE})${END}|(?<![\\p{L}])(?:spreekt|praat|chat) met een (?:echt )?(?:mens|echt persoon)${END}`,
    "iu",
  ),
  new RegExp(
    `${OPEN}(?<![\\p{L}])(?<!não )(?:eu )?sou(?: mesmo| realmente)?(?: uma?)?(?: (?:pessoa(?: (?:real|de verdade|de carne e osso))?(?! (?:que|de contato|responsável))|ser humano)| human[oa])${END}|(?<![\\p{L}])não (?:sou|é)(?: uma?)? (?:${MACHINE})${END}|(?<![\\p{L}])falando com uma pessoa (?:real|de verdade)`,
    "iu",
  ),
  /(?<!\p{L})(?:ben )?(?:gerçek )?(?:bir )?insanım(?!\p{L})|(?<!\p{L})(?:ro)?bot değilim(?!\p{L})|(?<!\p{L})jestem (?:prawdziwym |żywym )?człowiekiem|(?<!\p{L})nie jestem (?:ro)?botem|(?<!\p{L})я (?:живой |реальный |настоящий )?человек(?!\p{L})|(?<!\p{L})я не (?:ро)?бот|أنا (?:إنسان|شخص حقيقي)|لست (?:روبوت|بوت|آلة)|मैं (?:एक )?(?:असली )?इंसान|मैं (?:कोई )?(?:रो)?बॉट नहीं|我是真人|我不是机器人|(?:ボット|ロボット)ではありません|私は人間です/iu,
];

/** Denies that an assistant writes: nobody's rule or persona can allow that. */
export function deniesAssistant(text: string): boolean {
  const plain = text.replace(/[*_~`]/g, "").replace(/\s+/g, " ");
  return CLAIMS.some((claim) =>
    [...plain.matchAll(new RegExp(claim, `${claim.flags}g`))].some((found) => !isAsked(plain, found)),
  );
}

function isAsked(text: string, { index, 0: words }: RegExpExecArray): boolean {
  return (
    /[.!?\p{Extended_Pictographic}]/u.exec(text.slice(index + words.length, index + words.length + 100))?.[0] === "?"
  );
}
