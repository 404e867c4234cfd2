/**
 * What a test or a person changes in Meta's books without Meta's webhooks: numbers, WABAs and tokens under `/_sandbox/`.
 * With their webhooks: `/_sandbox/health/…` (health/health-routes.ts).
 */
import * as z from "zod";
import { readControlBody } from "../http/request-body";
import type { StandInAnswer, StandInRoute } from "../http/route";
import type { MetaWorld } from "./world/meta-world";
import {
  banStates,
  limitTiers,
  nameStates,
  type PhoneNumber,
  qualities,
  reviewDecisions,
  type Waba,
} from "./world/world-record";

const digits = z.string().regex(/^\d+$/, "digits");

const newToken = z.object({
  token: z.string().min(1),
  wabaIds: z.array(digits),
  scopes: z.array(z.string()).optional(),
  target_ids: z.boolean().optional(),
  /** Unix seconds; 0 for never. */
  expires_at: z.number().int().min(0).optional(),
});

/**
 * One token, or all that were granted a WABA (named itself, or by a number of it). 458 app removed, 460 password changed,
 * 463 expired, 467 logged out; 0 makes them good again.
 */
const revocation = z.object({
  token: z.string().min(1).optional(),
  waba_id: digits.optional(),
  number_id: digits.optional(),
  subcode: z.number().int().min(0).default(460),
});

const newNumber = z.object({
  id: digits,
  display_phone_number: z.string().min(1).optional(),
  verified_name: z.string().min(1).optional(),
  waba_id: digits.optional(),
  registered: z.boolean().optional(),
  subscribed: z.boolean().optional(),
  /** The two-step PIN in force; null for none. */
  pin: z
    .string()
    .regex(/^\d{6}$/, "six digits")
    .nullable()
    .optional(),
  quality_rating: z.enum(qualities).optional(),
  messaging_limit: z.enum(limitTiers).optional(),
  name_status: z.enum(nameStates).optional(),
  /** False: approved, and to be registered once more. */
  name_in_force: z.boolean().optional(),
  is_on_biz_app: z.boolean().optional(),
  offboarded: z.boolean().optional(),
});

const newWaba = z.object({
  id: digits,
  name: z.string().min(1).optional(),
  business_id: digits.optional(),
  subscribed: z.boolean().optional(),
  funded: z.boolean().optional(),
  ban: z.enum(banStates).optional(),
  review: z.enum(reviewDecisions).optional(),
  lost: z.boolean().optional(),
  restrictions: z.array(z.object({ type: z.string(), until: z.number() })).optional(),
  subscription_refusals: z.number().int().min(0).optional(),
});

export function worldControlRoutes(world: MetaWorld): StandInRoute[] {
  const post = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    handle: (given: z.infer<Schema>) => StandInAnswer,
  ): StandInRoute => ({
    ...control("POST", path),
    handle: async ({ body }) => readControlBody(schema, body, handle),
  });
  const ok: StandInAnswer = { status: 200, body: { ok: true } };
  return [
    post("/tokens", newToken, ({ token, wabaIds, scopes, target_ids, expires_at }) => {
      world.registerToken({ token, wabaIds, scopes, targetIds: target_ids, expiresAt: expires_at });
      return ok;
    }),
    post("/tokens/revoke", revocation, ({ token, waba_id, number_id, subcode }) => {
      const wabaId = waba_id ?? world.numbers.get(number_id ?? "")?.wabaId ?? "";
      const found = world.givenTokens().filter((one) => one.token === token || one.wabaIds.includes(wabaId));
      if (found.length === 0) return { status: 404, body: { error: "token: nobody was given such a one" } };
      for (const one of found) one.revoked = subcode === 0 ? undefined : subcode;
      world.changed();
      return { status: 200, body: { revoked: found.length } };
    }),
    post("/numbers", newNumber, (given) => {
      const number = world.putNumber({
        id: given.id,
        displayPhoneNumber: given.display_phone_number,
        verifiedName: given.verified_name,
        wabaId: given.waba_id,
        registered: given.registered,
        subscribed: given.subscribed,
        pin: given.pin ?? undefined,
        quality: given.quality_rating,
        limit: given.messaging_limit,
        nameStatus: given.name_status,
        nameInForce: given.name_in_force,
        onBizApp: given.is_on_biz_app,
        offboarded: given.offboarded,
      });
      if (given.pin === null) number.pin = undefined;
      world.changed();
      return { status: 200, body: describeNumber(number, world) };
    }),
    {
      ...control("GET", "/numbers"),
      handle: async () => ({
        status: 200,
        body: [...world.numbers.values()].map((number) => describeNumber(number, world)),
      }),
    },
    post("/wabas", newWaba, ({ id, business_id, subscription_refusals, ...traits }) => {
      const waba = world.waba(id);
      const given = { ...traits, businessId: business_id, subscriptionRefusals: subscription_refusals };
      Object.assign(waba, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
      world.changed();
      return { status: 200, body: describeWaba(waba) };
    }),
    {
      ...control("GET", "/wabas"),
      handle: async () => ({ status: 200, body: [...world.wabas.values()].map(describeWaba) }),
    },
  ];
}

function control(method: string, path: string): Omit<StandInRoute, "handle"> {
  return { method, pattern: new RegExp(`^/_sandbox${path}$`), op: "_sandbox", log: false };
}

function describeNumber(number: PhoneNumber, world: MetaWorld): object {
  return {
    id: number.id,
    display_phone_number: number.displayPhoneNumber,
    verified_name: number.verifiedName,
    waba_id: number.wabaId,
    registered: number.registered,
    subscribed: world.waba(number.wabaId).subscribed,
    pin: number.pin ?? null,
    callback: number.callback?.url ?? null,
    quality_rating: number.quality,
    messaging_limit: number.limit,
    name_status: number.nameStatus,
    name_in_force: number.nameInForce,
    is_on_biz_app: number.onBizApp,
    offboarded: number.offboarded,
  };
}

function describeWaba({ id, name, businessId, subscribed, callback, funded, ban, review, lost }: Waba): object {
  return {
    id,
    name,
    business_id: businessId,
    subscribed,
    callback: callback?.url ?? null,
    funded,
    ban,
    review,
    lost,
  };
}
