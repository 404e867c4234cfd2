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
import { readLimitedBody } from "./read-limited-body";

/** Meta's limit for one delivery (DOC/webhooks/overview). */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** `wakeUps`: turns that have to be attended after the answer. */
export type Received = { response: Response; wakeUps: IngestResult["wakeUps"] };

export type DoorApplication = Pick<Application, "ports" | "capacity">;
export type DoorBinding = ChannelReceiver & Pick<ChannelBinding, "connector">;

/** So many skipped items of one delivery are named in the log. */
const MOST_NAMED = 20;

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

const refuse = (status: number, text: string): Received => ({ response: plain(status, text), wakeUps: [] });

/** Meta brings it again, over days if need be. */
function overCapacity(): Received {
  const refusal = refuse(503, "over capacity, send it again");
  refusal.response.headers.set("retry-after", "5");
  return refusal;
}

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

/**
 * A signed delivery: 503 over capacity and 401 without what could be a signature, both before its body is read; 413 over
 * 3 MB, 408 when the body comes too slowly, 401 with a wrong signature, 500 when it could not be stored (Meta sends it
 * again, as it does after a 503), else 200, whatever is in it. The caller has to attend the returned wake-ups after the
 * answer.
 */
export async function receiveDelivery(
  app: DoorApplication,
  binding: DoorBinding,
  request: Request,
  deadlineMs?: number,
): Promise<Received> {
  const signature = request.headers.get("x-hub-signature-256");
  if (!binding.isSignature(signature)) return refuse(401, "the signature is missing or wrong");
  const declared = Number(request.headers.get("content-length") ?? MAX_BODY_BYTES);
  const admitted = app.capacity.admit(Math.min(declared, MAX_BODY_BYTES) || 0);
  if (!admitted) return overCapacity();
  try {
    const body = await readLimitedBody(request, MAX_BODY_BYTES, deadlineMs);
    if (body.kind === "too_large") return refuse(413, "a delivery is at most 3 MB");
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
): Promise<Received> {
  const { log, clock } = app.ports;
  let wakeUps: IngestResult["wakeUps"] = [];
  try {
    const selfTest = readSelfTest(body);
    if (selfTest !== null) {
      await receiveSelfTest(binding.connector, selfTest);
      return { response: plain(200, "ok"), wakeUps: [] };
    }
    const delivery = binding.parseDelivery(body, clock.now());
    if (!admitted.begin(delivery.messages.length === 0 && delivery.statuses.length > 0)) return overCapacity();
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
    return { response: plain(200, "ok"), wakeUps };
  } catch (error) {
    log.error("webhook.not_stored", { error: describeError(error) });
    return { response: plain(500, "not stored, send it again"), wakeUps };
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
