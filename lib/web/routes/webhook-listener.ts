import type { IncomingMessage, ServerResponse } from "node:http";
import { describeError } from "@/lib/core/errors";
import type { Application } from "@/lib/wiring/application";
import { channelDoor } from "./channel-doors";
import { type DeliveryAnswer, plainHeaders } from "./meta-webhook";
import { readIncomingBody } from "./read-limited-body";

/** Takes a request that is its to answer; false for every other. */
export type WebhookListener = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A body up to this is skipped where it is not wanted: cheaper than the new connection that its sender would need. */
export const SKIPPED_BYTES = 65_536;

type ListenerApplication = Pick<Application, "ports" | "capacity" | "channels"> & {
  timer: Pick<Application["timer"], "attend">;
};

/**
 * Answers the deliveries of channels in front of Next, in its process: Next's way to a route costs more than all that is
 * done there (docs/decisions/15). It is the same function that the route calls, which goes on where there is no server of
 * ours to listen on, or `WEBHOOK_LISTENER` is `off`. Next's proxy does not run here: bounds of body and time are in
 * `takeDelivery` and `readIncomingBody`. Handshakes, other methods and closed channels are left to the route.
 */
export function createWebhookListener(app: ListenerApplication, deadlineMs?: number): WebhookListener {
  return (request, response) => {
    const channel = request.method === "POST" ? /^\/webhook\/(\w{1,20})$/.exec(request.url ?? "")?.[1] : undefined;
    if (channel === undefined) return false;
    const door = channelDoor(app, channel);
    if (door.kind === "closed") return false;
    void (async () => {
      const { answer, wakeUps } = await door.takeDelivery({
        header: (name) => {
          const value = request.headers[name];
          return typeof value === "string" ? value : null;
        },
        readBody: (maxBytes) => readIncomingBody(request, maxBytes, deadlineMs),
      });
      send(request, response, answer);
      for (const { conversation: name, tenantId, dueAt } of wakeUps) void app.timer.attend({ name, tenantId }, dueAt);
    })().catch((error: unknown) => {
      app.ports.log.error("webhook.not_answered", { error: describeError(error) });
      response.destroy();
    });
    return true;
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: DeliveryAnswer): void {
  const small = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY) <= SKIPPED_BYTES;
  const connection = request.readableEnded || small ? "keep-alive" : "close";
  response.writeHead(answer.status, { ...plainHeaders(answer), connection });
  response.end(answer.text);
  if (small) request.resume();
}
