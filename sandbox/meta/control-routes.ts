/** The switches of this stand-in under `/_sandbox/`, beside those that every stand-in has. Not addresses of Meta's. */
import * as z from "zod";
import { readControlBody } from "../http/request-body";
import type { StandInAnswer, StandInRoute } from "../http/route";
import type { WebhookCourier } from "./webhooks/deliver-webhooks";
import type { StatusRhythm } from "./webhooks/status-rhythm";
import { shakeHands, type WebhookTarget } from "./webhooks/webhook-target";

const batching = z.object({ ms: z.number().int().min(0).max(60_000) });
const statusMode = z.object({ mode: z.enum(["auto", "none"]) });
const oneStatus = z.object({
  message_id: z.string(),
  status: z.enum(["sent", "delivered", "read", "failed", "played", "deleted"]),
  error_code: z.number().int().optional(),
});

export function metaControlRoutes(parts: {
  courier: WebhookCourier;
  statuses: StatusRhythm;
  target: WebhookTarget;
  verifyToken: string;
}): StandInRoute[] {
  const { courier, statuses, target, verifyToken } = parts;
  const ok: StandInAnswer = { status: 200, body: { ok: true } };
  const post = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    handle: (given: z.infer<Schema>) => StandInAnswer,
  ): StandInRoute => ({
    ...control("POST", path),
    handle: async ({ body }) => readControlBody(schema, body, handle),
  });
  return [
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
