import { receiveSelfTest } from "@/lib/accounts/connection/receive-self-test";
import { readSelfTest } from "@/lib/accounts/connection/self-test-message";
import { applyNews } from "@/lib/accounts/incidents/apply-news";
import type { AccountNews } from "@/lib/channels/account-news";
import { isJsonObject } from "@/lib/channels/read-json";
import { describeError } from "@/lib/core/errors";
import { type IngestResult, ingestDelivery } from "@/lib/pipeline/receive/ingest-delivery";
import type { Application } from "@/lib/wiring/application";
import type { AdmittedDelivery } from "@/lib/wiring/capacity";
import type { ChannelBinding, ChannelReceiver } from "@/lib/wiring/channels";
import { type CutOff, type LimitedBody, readLimitedBody } from "./read-limited-body";

/** Meta's limit for one delivery (DOC/webhooks/overview). */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** What a delivery is answered with, as plain text. */
export type DeliveryAnswer = { status: number; text: string; retryAfterSeconds?: number };

/** `wakeUps`: turns that have to be attended after the answer. */
export type TakenDelivery = { answer: DeliveryAnswer; wakeUps: IngestResult["wakeUps"] };

/** A delivery as it comes in, whatever server took it. `readBody` is as `readLimitedBody`. */
export type IncomingDelivery = {
  header(name: string): string | null;
  readBody(maxBytes: number): Promise<LimitedBody | CutOff>;
};

export type DoorApplication = Pick<Application, "ports" | "capacity">;
export type DoorBinding = ChannelReceiver & Pick<ChannelBinding, "connector">;

/** So many skipped items of one delivery are named in the log. */
const MOST_NAMED = 20;

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

const OK: DeliveryAnswer = { status: 200, text: "ok" };

const refuse = (status: number, text: string): TakenDelivery => ({ answer: { status, text }, wakeUps: [] });

/** Meta brings it again, over days if need be. */
const OVER_CAPACITY: DeliveryAnswer = {
  status: 503,
  text: "over capacity, send it again",
  retryAfterSeconds: 5,
};

export const plainHeaders = ({ retryAfterSeconds }: DeliveryAnswer): Record<string, string> => ({
  "content-type": "text/plain; charset=utf-8",
  ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
});

/** Meta's handshake: the challenge as the whole body when the token is ours. */
export function answerHandshake({ isVerifyToken }: Pick<ChannelReceiver, "isVerifyToken">, url: URL): Response {
  const mode = url.searchParams.get("hub.mode");
  const token = url.searchParams.get("hub.verify_token");
  const challenge = url.searchParams.get("hub.challenge");
  if (mode !== "subscribe" || token === null || challenge === null) {
    return plain(400, "expected hub.mode=subscribe, hub.verify_token and hub.challenge");
  }
  if (!isVerifyToken(token)) return plain(403, "wrong verify token");
  return plain(200, challenge);
}

export type Received = { response: Response; wakeUps: IngestResult["wakeUps"] };

/** `takeDelivery` for a request of Next's. */
export async function receiveDelivery(
  app: DoorApplication,
  binding: DoorBinding,
  request: Request,
  deadlineMs?: number,
): Promise<Received> {
  const { answer, wakeUps } = await takeDelivery(app, binding, {
    header: (name) => request.headers.get(name),
    readBody: (maxBytes) => readLimitedBody(request, maxBytes, deadlineMs),
  });
  return { response: new Response(answer.text, { status: answer.status, headers: plainHeaders(answer) }), wakeUps };
}

/**
 * A signed delivery: 503 over capacity and 401 without what could be a signature, both before its body is read; 413 over
 * 3 MB, 408 when the body comes too slowly, 401 with a wrong signature, 500 when it could not be stored (Meta sends it
 * again, as it does after a 503), else 200, whatever is in it. The caller has to attend the returned wake-ups after the
 * answer.
 */
export async function takeDelivery(
  app: DoorApplication,
  binding: DoorBinding,
  incoming: IncomingDelivery,
): Promise<TakenDelivery> {
  const signature = incoming.header("x-hub-signature-256");
  if (!binding.isSignature(signature)) return refuse(401, "the signature is missing or wrong");
  const declared = Number(incoming.header("content-length") ?? MAX_BODY_BYTES);
  const admitted = app.capacity.admit(Math.min(declared, MAX_BODY_BYTES) || 0);
  if (!admitted) return { answer: OVER_CAPACITY, wakeUps: [] };
  try {
    const body = await incoming.readBody(MAX_BODY_BYTES);
    if (body.kind === "too_large") return refuse(413, "a delivery is at most 3 MB");
    if (body.kind === "cut_off") return refuse(400, "the delivery did not end");
    if (body.kind === "too_slow") return refuse(408, "the delivery came too slowly");
    if (!binding.verifySignature(body.bytes, signature)) return refuse(401, "the signature is missing or wrong");
    return await takeIn(app, binding, parseBody(body.bytes), admitted);
  } finally {
    admitted.release();
  }
}

async function takeIn(
  app: DoorApplication,
  binding: DoorBinding,
  body: unknown,
  admitted: AdmittedDelivery,
): Promise<TakenDelivery> {
  const { log, clock } = app.ports;
  let wakeUps: IngestResult["wakeUps"] = [];
  try {
    const selfTest = readSelfTest(body);
    if (selfTest !== null) {
      await receiveSelfTest(binding.connector, selfTest);
      return { answer: OK, wakeUps: [] };
    }
    const delivery = binding.parseDelivery(body, clock.now());
    if (!admitted.begin(delivery.messages.length === 0 && delivery.statuses.length > 0)) {
      return { answer: OVER_CAPACITY, wakeUps: [] };
    }
    const { counts } = await ingestDelivery(app.ports, delivery, (woken) => {
      wakeUps = woken;
    });
    const news = binding.parseNews(body, clock.now());
    const noted = news.length > 0 ? await takeNews(app, binding, news) : 0;
    const { skipped } = delivery;
    const unreadable = isJsonObject(body) ? 0 : 1;
    log.info("webhook.received", { ...counts, news: noted, skipped: skipped.length, unreadable });
    if (unreadable > 0) log.error("webhook.unreadable", { expected: "a JSON object" });
    if (skipped.length > 0) log.warn("webhook.skipped", { items: skipped.slice(0, MOST_NAMED).map(named).join("; ") });
    return { answer: OK, wakeUps };
  } catch (error) {
    log.error("webhook.not_stored", { error: describeError(error) });
    return { answer: { status: 500, text: "not stored, send it again" }, wakeUps };
  }
}

function takeNews(
  { ports }: DoorApplication,
  { connector }: DoorBinding,
  news: readonly AccountNews[],
): Promise<number> {
  const { log, clock } = ports;
  return applyNews({ records: connector.news, clock, log }, connector.platform.wabaId, news);
}

const named = ({ path, why }: { path: string; why: string }): string => `${path}: ${why}`;

/** A validly signed body that is no JSON can't be answered; refusing it would only bring it again, so it is logged. */
function parseBody(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    return null;
  }
}
