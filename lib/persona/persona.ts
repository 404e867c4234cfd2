import type { SafetyState } from "@/lib/safety/safety-check";

/** How a tenant's AI speaks. Three ways to say it; one is in force. */
export type Persona =
  | { mode: "preset"; preset: string; businessName: string }
  | ({ mode: "builder" } & PersonaBrief)
  | { mode: "custom"; text: string };

/** What an owner tells of the business in the builder. Empty fields are left out of the prompt. */
export type PersonaBrief = {
  businessName: string;
  businessType: string;
  place: string;
  openingHours: string;
  voice: string;
  goal: string;
  link: string;
  phrases: string;
  avoidTopics: string;
  neverSay: string;
  humanWhen: string;
  humanHow: string;
};

/** Lengths in code points. */
export const PERSONA_LIMITS = { field: 500, name: 80, custom: 4_000 } as const;

/** What a tenant's AI is told now: the exact text. */
export type PersonaInForce = { version: number; rendered: string };

/**
 * A persona as it was last saved. `rendered` is its exact text; `version` counts saves, 0 before the first; `safety` is of
 * this very version.
 */
export type SavedPersona = {
  persona: Persona;
  rendered: string;
  version: number;
  safety: SafetyState;
  /** What speaks to customers meanwhile: the newest version that is approved, this one or an earlier. Null: none is. */
  inForce: PersonaInForce | null;
  /** How the first reply says that an assistant writes, in the owner's words; null: in ours. */
  assistantLine: string | null;
};

/** A saved persona that can be brought back. `safety` is null where its text was never looked at by today's classifier. */
export type PersonaVersion = { version: number; persona: Persona; createdAt: Date; safety: SafetyState | null };

/** What a new tenant begins with, so that AI replies have a voice before the owner has chosen one. */
export function defaultPersona(businessName: string): Persona {
  return { mode: "preset", preset: "warm", businessName };
}
