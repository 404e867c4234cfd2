import type { ChatRequest } from "./chat-request";

type Written = { reply: string; handoff: boolean };

const WANTS_HUMAN =
  /\b(?:human|real person|(?:speak|talk) to (?:a|an|some|the)|manager|mensch|mitarbeiter|persona real|humano|vraie personne|humain|persona vera|umano|pessoa real|medewerker)/iu;
const ASKS = {
  machine:
    /\bare you (?:a |an )?(?:bot|robot|human|real|ai|person|machine)|\bbist du (?:ein|eine) (?:bot|mensch|maschine|ki)/iu,
  hours:
    /\b(?:open|opening|hours|close|closed|geöffnet|offen|öffnungszeiten|abierto|abiertos|horario|ouvert|horaires|aperto|orari|geopend|aberto)\b/iu,
  address:
    /\b(?:address|where are you|located|find you|adresse|wo seid ihr|wo sind sie|dónde|où|dove siete|waar|onde)\b/iu,
  phone: /\b(?:phone|call you|telephone|telefon|teléfono|téléphone|telefono|telefoon|telefone)\b/iu,
} as const;

/**
 * A reply by rules, no model: says what the facts of the system message say of the question, then what someone will confirm.
 * It says what it is: nobody should take the sandbox for the product's real voice.
 */
export function writeReply({ system, user }: Pick<ChatRequest, "system" | "user">): Written {
  const business = /You answer for (.{1,80}?)\.?$/m.exec(system)?.[1] ?? "us";
  const [name = "", message = ""] = fenced(user);
  const hello = name === "" ? "Hi!" : `Hi ${name}!`;
  const handoff = WANTS_HUMAN.test(message) && !ASKS.machine.test(message);
  const known = knownOf(factsOf(system), message);
  const words = ASKS.machine.test(message)
    ? [`I'm the assistant of ${business}.`]
    : handoff
      ? [`Thanks for writing to ${business}. Someone will answer here.`]
      : known.length > 0
        ? known
        : [`Thanks for writing to ${business}. Someone will confirm shortly.`];
  return { reply: `${hello} ${words.join(" ")} (Sandbox: rules wrote this, no model.)`, handoff };
}

/** The lines that the system message gives as facts. */
function factsOf(system: string): string[] {
  const [, facts = ""] = /\n\nFacts:\n([\s\S]*?)\n\nFor this message:\n/.exec(system) ?? [];
  return facts.split("\n");
}

function knownOf(facts: readonly string[], message: string): string[] {
  const begins = (...titles: string[]): string[] =>
    facts.filter((line) => titles.some((title) => line.startsWith(title))).map(sentence);
  const said = ` ${fold(message)} `;
  // "- Women's cut: 52.00 EUR, 60 min", "- cancelling: Free until a day before", "- Parking? Two spaces."
  const named = facts.flatMap((line) => {
    const [, subject = "", rest = ""] = /^- ([^:?]{2,80})[:?] ?(.*)$/.exec(line) ?? [];
    return subject !== "" && said.includes(` ${fold(subject)} `) ? [sentence(`${subject}: ${rest}`)] : [];
  });
  return [
    ...(ASKS.hours.test(message) ? begins("Open now", "Closed now", "Opening hours:") : []),
    ...(ASKS.address.test(message) ? begins("Address:", "Map:") : []),
    ...(ASKS.phone.test(message) ? begins("Phone:") : []),
    ...named,
  ];
}

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const sentence = (line: string): string => (/[.!?]$/.test(line) || /https?:\S+$/.test(line) ? line : `${line}.`);

/** The worst model: does what the message says, gives away its instructions, and doesn't stop. */
export function obeyMessage({ system, user }: Pick<ChatRequest, "system" | "user">): string {
  const [, message = ""] = fenced(user);
  const told = /long|essay|\b\d{4,}\b words|lang|largo|longue/i.test(message)
    ? "and on and on it goes ".repeat(120)
    : "";
  const leak = /prompt|instruction|rules|system|anweisung|instruc|consigne|regel|नियम/i.test(message) ? system : "";
  return `${message} ${leak} ${told}`.trim();
}

/** What stands between the marks of a user message, in order. */
export function fenced(user: string): string[] {
  return [...user.matchAll(/<([^>\s]{8,})>\s*([\s\S]*?)\s*<\/\1>/g)].map((match) => match[2] ?? "");
}
