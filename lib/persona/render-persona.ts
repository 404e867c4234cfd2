import type { CheckedKind } from "@/lib/safety/safety-check";
import type { Persona, PersonaBrief } from "./persona";
import { PRESETS } from "./presets";

/** A persona's fields in the order of its prompt, each with what introduces it. */
const LINES: readonly (readonly [keyof PersonaBrief, string])[] = [
  ["businessType", "What it is"],
  ["place", "Where it is"],
  ["openingHours", "Opening hours"],
  ["voice", "Voice"],
  ["goal", "What you work towards"],
  ["link", "Link that you may give"],
  ["phrases", "Phrases to use where they fit"],
  ["avoidTopics", "Topics to stay away from"],
  ["neverSay", "Never say"],
  ["humanWhen", "Send people to a human when"],
  ["humanHow", "How to reach a human"],
];

/** How to speak and what to keep quiet about is for the model alone; all else is there to be told to customers. */
const CONFIDENTIAL: readonly (keyof PersonaBrief)[] = ["voice", "avoidTopics", "neverSay"];

/** The persona as the model reads it. The same persona always gives the same text: its hash is what a verdict is for. */
export function renderPersona(persona: Persona): string {
  if (persona.mode === "custom") return persona.text.trim();
  if (persona.mode === "preset") {
    const voice = PRESETS.find((preset) => preset.id === persona.preset)?.voice ?? "";
    return [`You answer for ${persona.businessName.trim()}.`, `Voice: ${voice}`].join("\n");
  }
  const lines = LINES.flatMap(([field, title]) => {
    const words = persona[field].trim();
    return words === "" ? [] : [`${title}: ${words}`];
  });
  return [`You answer for ${persona.businessName.trim()}.`, ...lines].join("\n");
}

/** A text that needs a verdict, and what it is judged as. */
export type JudgedText = { kind: Extract<CheckedKind, "persona" | "name">; text: string };

/** What of a persona is not our own: of a ready voice only the name that was put into it. */
export function textToJudge(persona: Persona): JudgedText {
  if (persona.mode === "preset") return { kind: "name", text: persona.businessName.trim() };
  return { kind: "persona", text: renderPersona(persona) };
}

/** What a rendered persona tells the model about its voice, topics to avoid and words not to say. A custom text has no such fields. */
export function confidentialParts(rendered: string): string[] {
  const parts: string[] = [];
  let isOpen = false;
  for (const line of rendered.split("\n")) {
    const field = LINES.find(([, title]) => line.startsWith(`${title}: `));
    if (field) {
      const [name, title] = field;
      isOpen = CONFIDENTIAL.includes(name);
      if (isOpen) parts.push(line.slice(title.length + 2));
    } else if (isOpen) {
      // An owner's field may have several lines.
      parts.push(`${parts.pop() ?? ""}\n${line}`);
    }
  }
  return parts;
}
