/** What Meta knows, in the shape in which it is kept; what a file of an earlier start lacks gets the usual value. */
import { randomInt } from "node:crypto";
import * as z from "zod";

const callback = z.object({ url: z.string() }).optional();

export const qualities = ["GREEN", "YELLOW", "RED", "UNKNOWN"] as const;
export const nameStates = ["APPROVED", "PENDING_REVIEW", "DECLINED", "EXPIRED", "NONE"] as const;
export const limitTiers = ["TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"] as const;
export const banStates = ["NONE", "SCHEDULE_FOR_DISABLE", "DISABLE"] as const;
export const reviewDecisions = ["APPROVED", "REJECTED", "PENDING", "DEFERRED"] as const;

const phoneNumber = z.object({
  id: z.string(),
  displayPhoneNumber: z.string(),
  verifiedName: z.string(),
  wabaId: z.string(),
  registered: z.boolean(),
  /** The two-step PIN in force. */
  pin: z.string().optional(),
  callback,
  quality: z.enum(qualities).default("GREEN"),
  limit: z.enum(limitTiers).default("TIER_250"),
  nameStatus: z.enum(nameStates).default("APPROVED"),
  /** False from an approval that came after the registration until the next one: the name isn't in force yet. */
  nameInForce: z.boolean().default(true),
  /** The WhatsApp Business app on the owner's phone is in use beside the API. */
  onBizApp: z.boolean().default(false),
  /** The phone was changed: the API is cut off until the owner's app is back. */
  offboarded: z.boolean().default(false),
  onboardedAt: z.string().optional(),
  /** What of the app's data has been asked for: each kind once. */
  synced: z.array(z.string()).default([]),
  /** Times of registrations, in ms. */
  registrations: z.array(z.number()).default([]),
  profile: z.record(z.string(), z.unknown()).default({}),
});

const template = z.object({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.string(),
  status: z.string(),
  components: z.array(z.record(z.string(), z.unknown())),
});

const waba = z.object({
  id: z.string(),
  name: z.string(),
  subscribed: z.boolean(),
  callback,
  /** The portfolio that owns it. */
  businessId: z.string().default("600000000000001"),
  funded: z.boolean().default(true),
  review: z.enum(reviewDecisions).default("APPROVED"),
  ban: z.enum(banStates).default("NONE"),
  restrictions: z.array(z.object({ type: z.string(), until: z.number() })).default([]),
  /** The customer has taken the app's access back, or deleted the account: no signup token reads it any more. */
  lost: z.boolean().default(false),
  /** So many subscriptions are refused with code 100 before one is taken. */
  subscriptionRefusals: z.number().default(0),
  templates: z.array(template).default([]),
});

const token = z.object({
  token: z.string(),
  /** What it may act for. */
  wabaIds: z.array(z.string()),
  scopes: z.array(z.string()).default(["whatsapp_business_management", "whatsapp_business_messaging"]),
  /** Whether debug_token lists the WABAs; for tokens of a signup it does not. */
  targetIds: z.boolean().default(true),
  /** Unix seconds; 0 for never. */
  expiresAt: z.number().default(0),
  /** The subcode of the code 190 that it meets since it was revoked. */
  revoked: z.number().optional(),
});

export const worldRecord = z.object({
  numbers: z.array(phoneNumber),
  wabas: z.array(waba),
  tokens: z.array(token),
});

export type PhoneNumber = z.infer<typeof phoneNumber>;
export type Waba = z.infer<typeof waba>;
export type AccessToken = z.infer<typeof token>;
export type MessageTemplate = z.infer<typeof template>;
export type WorldRecord = z.infer<typeof worldRecord>;

export type NewNumber = Partial<PhoneNumber> & { id: string; subscribed?: boolean };
export type NewToken = z.input<typeof token>;

/** A WABA with Meta's usual traits, and the template that Meta puts into each. */
export const newWaba = (id: string, name: string, subscribed: boolean): Waba =>
  waba.parse({ id, name, subscribed, templates: [helloWorld()] });

export const newToken = (given: NewToken): AccessToken => token.parse(given);

export function newNumber(given: z.input<typeof phoneNumber>): PhoneNumber {
  return phoneNumber.parse(given);
}

function helloWorld(): MessageTemplate {
  return {
    id: `7${String(randomInt(1e13)).padStart(14, "0")}`,
    name: "hello_world",
    language: "en_US",
    category: "UTILITY",
    status: "APPROVED",
    components: [
      { type: "HEADER", format: "TEXT", text: "Hello World" },
      { type: "BODY", text: "Welcome and congratulations!! This message demonstrates your ability to send a message." },
      { type: "FOOTER", text: "WhatsApp Business Platform sample message" },
    ],
  };
}
