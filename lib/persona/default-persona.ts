import type { Persona } from "./persona";

/** What a new tenant begins with, so that AI replies have a voice before the owner has chosen one. */
export function defaultPersona(businessName: string): Persona {
  return { mode: "preset", preset: "warm", businessName };
}
