import { PERSONA_LIMITS, type Persona, type PersonaBrief, type SavedPersona } from "@/lib/persona/persona";
import { PRESETS } from "@/lib/persona/presets";

/** What is typed in all three ways at once: switching to and fro loses nothing. */
export type PersonaDraft = { mode: Persona["mode"]; preset: string; brief: PersonaBrief; text: string };

const EMPTY_BRIEF: PersonaBrief = {
  businessName: "",
  businessType: "",
  place: "",
  openingHours: "",
  voice: "",
  goal: "",
  link: "",
  phrases: "",
  avoidTopics: "",
  neverSay: "",
  humanWhen: "",
  humanHow: "",
};

/** The ways that are not in force begin with what is: builder and own text are then a step further, not a new start. */
export function draftOf({ persona, rendered }: SavedPersona): PersonaDraft {
  const preset = persona.mode === "preset" ? persona.preset : (PRESETS[0]?.id ?? "");
  const voice = PRESETS.find(({ id }) => id === preset)?.voice ?? "";
  const name = persona.mode === "custom" ? "" : persona.businessName;
  const brief = persona.mode === "builder" ? briefOf(persona) : { ...EMPTY_BRIEF, businessName: name, voice };
  return { mode: persona.mode, preset, brief, text: persona.mode === "custom" ? persona.text : rendered };
}

function briefOf({ mode: _mode, ...brief }: Extract<Persona, { mode: "builder" }>): PersonaBrief {
  return { ...EMPTY_BRIEF, ...brief };
}

export function personaOf({ mode, preset, brief, text }: PersonaDraft): Persona {
  if (mode === "preset") return { mode, preset, businessName: brief.businessName };
  return mode === "builder" ? { mode, ...brief, link: completeLink(brief.link) } : { mode, text };
}

/** An address as people write it, `salon.example/book`, with the https:// that it is meant to have; anything else stays. */
export function completeLink(link: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N}.-]*\.\p{L}{2,}(?:[/?#:]\S*)?$/u.test(link.trim()) ? `https://${link.trim()}` : link;
}

export type DraftField = keyof PersonaBrief | "text";
export type FieldProblem = "empty" | "long" | "link";

const NEEDED: readonly DraftField[] = ["businessName", "businessType", "humanHow", "text"];

/** Code points that a field may have: what the server counts. */
export function limitOf(field: DraftField): number {
  if (field === "text") return PERSONA_LIMITS.custom;
  return field === "businessName" ? PERSONA_LIMITS.name : PERSONA_LIMITS.field;
}

export function countCharacters(text: string): number {
  return [...text].length;
}

/** What stands in the way of saving, by field, of the way that is chosen. */
export function problemsOf(draft: PersonaDraft): Partial<Record<DraftField, FieldProblem>> {
  const fields: Partial<Record<DraftField, string>> =
    draft.mode === "custom"
      ? { text: draft.text }
      : draft.mode === "builder"
        ? draft.brief
        : { businessName: draft.brief.businessName };
  const problems: Partial<Record<DraftField, FieldProblem>> = {};
  for (const field of Object.keys(fields) as DraftField[]) {
    const value = fields[field] ?? "";
    if (countCharacters(value) > limitOf(field)) problems[field] = "long";
    else if (value.trim() === "" && NEEDED.includes(field)) problems[field] = "empty";
    else if (field === "link" && value.trim() !== "" && !/^https?:\/\/\S+$/.test(completeLink(value).trim()))
      problems[field] = "link";
  }
  return problems;
}
