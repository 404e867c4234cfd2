import { exactForm, foldText } from "./fold-text";

/** What ends a conversation when it is all that is said, in the languages of the interface and some more. */
const CLOSING_WORDS = `
  ok | okay | okey | k | kk | alright | all right | great | perfect | cool | nice | super | fine | got it | understood | will do | done
  thanks | thank you | thank you so much | thank you very much | thanks a lot | many thanks | thx | ty | tysm | cheers | ok thanks | ok thank you | okay thanks | great thanks | perfect thanks | perfect thank you | thanks bye | bye | goodbye | see you | see you then | see you soon
  danke | danke schön | dankeschön | danke dir | danke sehr | vielen dank | herzlichen dank | besten dank | ok danke | okay danke | super danke | alles klar | alles klar danke | passt | perfekt | perfekt danke | prima | gut | in ordnung | bis dann | bis bald | tschüss | tschüß
  gracias | muchas gracias | mil gracias | ok gracias | vale | vale gracias | perfecto | perfecto gracias | genial | de acuerdo | hasta luego | adiós
  merci | merci beaucoup | ok merci | d'accord | d'accord merci | parfait | parfait merci | super merci | très bien merci | à bientôt | au revoir
  grazie | grazie mille | ok grazie | va bene | va bene grazie | perfetto | perfetto grazie | d'accordo | a presto | ciao grazie
  bedankt | dank je | dank je wel | dankjewel | dank u | ok bedankt | oké | oké bedankt | prima bedankt | top | top bedankt | tot dan
  obrigado | obrigada | muito obrigado | muito obrigada | ok obrigado | ok obrigada | perfeito | perfeito obrigado | combinado | valeu | até logo
  teşekkürler | teşekkür ederim | çok teşekkürler | sağ olun | sağol | tamam | tamam teşekkürler | tamamdır
  dzięki | dziękuję | dziękuję bardzo | dobrze | dobra
  спасибо | большое спасибо | ок | хорошо | хорошо спасибо | понятно | شكرا | شكرا لك | شكرا جزيلا | تمام | धन्यवाद | शुक्रिया | ठीक है`;

/** What customers say as a whole message all day and mean nothing more by. */
const EVERYDAY_WORDS = `
  hi | hi there | hello | hello there | hey | hiya | good morning | good afternoon | good evening | good day | please | pls | plz | sorry | welcome | yes | yeah | yep | no | nope | maybe
  hallo | hi zusammen | guten morgen | guten tag | guten abend | moin | servus | grüß gott | grüezi | bitte | bitte schön | ja | nein | doch | entschuldigung
  hola | buenas | buenos días | buenas tardes | buenas noches | por favor | de nada | sí | perdón
  bonjour | bonsoir | salut | coucou | s'il vous plaît | s'il te plaît | svp | stp | de rien | oui | non | pardon
  ciao | buongiorno | buonasera | salve | per favore | per piacere | prego | sì | scusi
  hoi | goedemorgen | goedemiddag | goedenavond | goedendag | alstublieft | alsjeblieft | aub | graag | nee
  olá | oi | bom dia | boa tarde | boa noite | de nada | sim | não | desculpe
  merhaba | selam | günaydın | iyi günler | iyi akşamlar | lütfen | evet | hayır
  cześć | dzień dobry | dobry wieczór | proszę | tak | nie | przepraszam
  здравствуйте | привет | добрый день | доброе утро | добрый вечер | пожалуйста | да | нет
  مرحبا | السلام عليكم | صباح الخير | مساء الخير | من فضلك | لو سمحت | نعم | لا
  नमस्ते | कृपया | प्लीज | हाँ | हां | नहीं`;

const formsOf = (words: string): ReadonlySet<string> =>
  new Set(
    words
      .split(/[|\n]/)
      .map((one) => exactForm(foldText(one)))
      .filter((form) => form !== ""),
  );

/** The same, as `exactForm` has them. */
export const CLOSING_FORMS: ReadonlySet<string> = formsOf(CLOSING_WORDS);
/** Greetings, polite words, yes and no, as `exactForm` has them. */
export const EVERYDAY_FORMS: ReadonlySet<string> = formsOf(EVERYDAY_WORDS);
