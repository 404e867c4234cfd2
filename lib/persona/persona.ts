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
