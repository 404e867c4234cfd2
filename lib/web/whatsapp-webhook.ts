import { receiveSelfTest } from "../accounts/self-test/receive-self-test";
import { readSelfTest } from "../accounts/self-test/self-test-message";
import { parseDelivery } from "../channels/whatsapp/parse-delivery";
import { describeError } from "../core/errors";
import { type IngestResult, ingestDelivery } from "../pipeline/ingest-delivery";
import type { Application } from "../wiring/application";
import type { AdmittedDelivery } from "../wiring/capacity";
import { equalSecrets, verifySignature } from "../wiring/webhook-secrets";
import { readLimitedBody } from "./read-limited-body";

/** Meta's limit for one delivery (DOC/webhooks/overview). */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
type Received = { response: Response; wakeUps: IngestResult["wakeUps"] };

/** So many skipped items of one delivery are named in the log. */
const MOST_NAMED = 20;

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

/** Meta brings it again, over days if need be. */
function overCapacity(): { response: Response; wakeUps: [] } {
  const response = plain(503, "over capacity, send it again");
  response.headers.set("retry-after", "5");
  return { response, wakeUps: [] };
}

/** Meta's handshake: the challenge as the whole body when the token is ours. */
export function answerHandshake(app: Application, url: URL): Response {
  const mode = url.searchParams.get("hub.mode");
  const token = url.searchParams.get("hub.verify_token");
  const challenge = url.searchParams.get("hub.challenge");
  if (mode !== "subscribe" || token === null || challenge === null) {
    return plain(400, "expected hub.mode=subscribe, hub.verify_token and hub.challenge");
  }
  if (!equalSecrets(token, app.env.WHATSAPP_VERIFY_TOKEN)) return plain(403, "wrong verify token");
  return plain(200, challenge);
}

/**
 * A signed delivery: 503 over capacity, 401 without a valid signature, 413 over 3 MB, 500 when it could not be stored
 * (Meta sends it again, as it does after a 503), else 200, whatever is in it. The caller has to attend the returned
 * wake-ups after the answer.
 */
export async function receiveDelivery(app: Application, request: Request): Promise<Received> {
  const declared = Number(request.headers.get("content-length") ?? MAX_BODY_BYTES);
  const admitted = app.capacity.admit(Math.min(declared, MAX_BODY_BYTES) || 0);
  if (!admitted) return overCapacity();
  try {
    return await takeIn(app, request, admitted);
  } finally {
    admitted.release();
  }
}

async function takeIn(app: Application, request: Request, admitted: AdmittedDelivery): Promise<Received> {
  const { log, clock } = app.ports;
  const rawBody = await readLimitedBody(request, MAX_BODY_BYTES);
  if (!rawBody) return { response: plain(413, "a delivery is at most 3 MB"), wakeUps: [] };
  if (!verifySignature(rawBody, request.headers.get("x-hub-signature-256"), app.env)) {
    return { response: plain(401, "the signature is missing or wrong"), wakeUps: [] };
  }
  let wakeUps: IngestResult["wakeUps"] = [];
  try {
    const body = parseBody(rawBody);
    const selfTest = readSelfTest(body);
    if (selfTest !== null) {
      await receiveSelfTest(app.accounts, selfTest);
      return { response: plain(200, "ok"), wakeUps: [] };
    }
    const delivery = parseDelivery(body, clock.now());
    const statusesOnly = delivery.messages.length === 0 && delivery.statuses.length > 0;
    if (!admitted.weigh(rawBody.byteLength, statusesOnly)) return overCapacity();
    const { counts } = await ingestDelivery(app.ports, delivery, (woken) => {
      wakeUps = woken;
    });
    const { skipped } = delivery;
    log.info("webhook.received", { ...counts, skipped: skipped.length });
    if (skipped.length > 0) log.warn("webhook.skipped", { items: skipped.slice(0, MOST_NAMED).map(named).join("; ") });
    return { response: plain(200, "ok"), wakeUps };
  } catch (error) {
    log.error("webhook.not_stored", { error: describeError(error) });
    return { response: plain(500, "not stored, send it again"), wakeUps };
  }
}

const named = ({ path, why }: { path: string; why: string }): string => `${path}: ${why}`;

/** A validly signed body that is no JSON has nothing in it for us; refusing it would only bring it again. */
function parseBody(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    return null;
  }
}
