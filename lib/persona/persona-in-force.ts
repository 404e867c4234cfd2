import type { SafetyState } from "@/lib/safety/safety-check";
import type { Persona } from "./persona";

/** What a tenant's AI is told now. `rendered` is the exact text; `version` counts saves, 0 before the first. */
export type PersonaInForce = { persona: Persona; rendered: string; version: number; safety: SafetyState };

/** A saved persona that can be brought back. `safety` is null where its text was never looked at by today's classifier. */
export type PersonaVersion = { version: number; persona: Persona; createdAt: Date; safety: SafetyState | null };
