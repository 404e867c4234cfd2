/** The switches of this stand-in under `/_sandbox/`, beside those that every stand-in has. Not addresses of Meta's. */
import * as z from "zod";
import { readControlBody } from "../http/request-body";
import type { StandInAnswer, StandInRoute } from "../http/route";
import type { WebhookCourier } from "./webhooks/deliver-webhooks";
import type { StatusRhythm } from "./webhooks/status-rhythm";
import { shakeHands, type WebhookTarget } from "./webhooks/webhook-target";
import type { MetaWorld, PhoneNumber } from "./world/meta-world";

const digits = z.string().regex(/^\d+$/, "digits");
const newToken = z.object({ token: z.string().min(1), wabaIds: z.array(digits).min(1) });
const newNumber = z.object({
  id: digits,
  display_phone_number: z.string().min(1).optional(),
  verified_name: z.string().min(1).optional(),
  waba_id: digits.optional(),
  registered: z.boolean().optional(),
  subscribed: z.boolean().optional(),
});
const batching = z.object({ ms: z.number().int().min(0).max(60_000) });
const statusMode = z.object({ mode: z.enum(["auto", "none"]) });
const oneStatus = z.object({
  message_id: z.string(),
  status: z.enum(["sent", "delivered", "read", "failed", "played", "deleted"]),
  error_code: z.number().int().optional(),
});

export function metaControlRoutes(parts: {
  world: MetaWorld;
  courier: WebhookCourier;
  statuses: StatusRhythm;
  target: WebhookTarget;
  verifyToken: string;
}): StandInRoute[] {
  const { world, courier, statuses, target, verifyToken } = parts;
  const ok: StandInAnswer = { status: 200, body: { ok: true } };
  const show = (number: PhoneNumber) => describeNumber(number, world);
  const post = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    handle: (given: z.infer<Schema>) => StandInAnswer,
  ): StandInRoute => ({
    ...control("POST", path),
    handle: async ({ body }) => readControlBody(schema, body, handle),
  });
  return [
    post("/tokens", newToken, ({ token, wabaIds }) => {
      world.registerToken(token, wabaIds);
      return ok;
    }),
    post("/numbers", newNumber, (given) => {
      const number = world.putNumber({
        id: given.id,
        displayPhoneNumber: given.display_phone_number,
        verifiedName: given.verified_name,
        wabaId: given.waba_id,
        registered: given.registered,
        subscribed: given.subscribed,
      });
      return { status: 200, body: show(number) };
    }),
    {
      ...control("GET", "/numbers"),
      handle: async () => ({ status: 200, body: [...world.numbers.values()].map(show) }),
    },
    post("/batching", batching, ({ ms }) => {
      courier.setBatching(ms);
      return ok;
    }),
    {
      ...control("GET", "/deliveries"),
      handle: async () => ({ status: 200, body: { waiting: courier.waiting(), attempts: courier.attempts } }),
    },
    post("/statuses", statusMode, ({ mode }) => {
      statuses.mode = mode;
      return ok;
    }),
    post("/status", oneStatus, ({ message_id, status, error_code }) =>
      statuses.report(message_id, status, error_code)
        ? ok
        : { status: 404, body: { error: "message_id: no accepted message has this id" } },
    ),
    {
      ...control("POST", "/handshake"),
      handle: async () => ({ status: 200, body: { result: await shakeHands(target.appCallback, verifyToken) } }),
    },
  ];
}

function control(method: string, path: string): Omit<StandInRoute, "handle"> {
  return { method, pattern: new RegExp(`^/_sandbox${path}$`), op: "_sandbox", log: false };
}

function describeNumber(number: PhoneNumber, world: MetaWorld): object {
  const { id, displayPhoneNumber, verifiedName, wabaId, registered } = number;
  return {
    id,
    display_phone_number: displayPhoneNumber,
    verified_name: verifiedName,
    waba_id: wabaId,
    registered,
    subscribed: world.waba(wabaId).subscribed,
  };
}
