import { describeError } from "@/lib/core/errors";
import type { Application } from "@/lib/wiring/application";
import { readLimitedBody } from "./read-limited-body";

/** Events hold one object; Stripe's largest are far smaller. */
const MAX_BODY_BYTES = 1024 * 1024;

/** `t=<seconds>,v1=<hex>`, several `v1` while a secret is changed (docs.stripe.com/webhooks/signature). */
const SIGNATURE = /^t=\d{1,12}(,v\d=[0-9a-f]{1,128}){1,10}$/;
const MAX_SIGNATURE = 1_024;

export type ReceivedEvent = {
  response: Response;
  /** Something is due now: `settlePurchases` after the answer. */
  due: boolean;
};

const answer = (status: number, text: string, due = false): ReceivedEvent => ({
  response: new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } }),
  due,
});

/**
 * An event of Stripe's: 400 without a right signature (without what could be one its body is not read), 413 over 1 MB,
 * 503 over capacity, 500 when it could not be stored (Stripe sends it again, for days), else 200, once it is stored. It
 * only says where to look; what is true is fetched afterwards.
 */
export async function receiveStripeEvent(
  app: Application,
  request: Request,
  deadlineMs?: number,
): Promise<ReceivedEvent> {
  const { shop } = app.billing;
  if (shop === null) return answer(404, "nothing is sold here");
  const signature = request.headers.get("stripe-signature") ?? "";
  if (signature.length > MAX_SIGNATURE || !SIGNATURE.test(signature)) return answer(400, "expected a signature");
  const declared = Number(request.headers.get("content-length") ?? MAX_BODY_BYTES);
  const admitted = app.capacity.admit(Math.min(declared, MAX_BODY_BYTES) || 0);
  if (!admitted) return answer(503, "over capacity, send it again");
  try {
    const body = await readLimitedBody(request, MAX_BODY_BYTES, deadlineMs);
    if (body.kind === "too_large") return answer(413, "an event is at most 1 MB");
    if (body.kind === "too_slow") return answer(408, "the event came too slowly");
    return await takeIn(app, shop, shop.readHint(body.bytes, signature));
  } finally {
    admitted.release();
  }
}

type Shop = NonNullable<Application["billing"]["shop"]>;

async function takeIn(app: Application, shop: Shop, read: ReturnType<Shop["readHint"]>): Promise<ReceivedEvent> {
  const { log, clock } = app.ports;
  if (read.kind === "forged") {
    log.warn("stripe.forged", {});
    return answer(400, "the signature is wrong or too old");
  }
  if (read.kind === "ignored") return answer(200, "ok");
  const { eventId, type, live } = read.hint;
  if (live !== shop.ports.payments.live) {
    log.error("stripe.wrong_mode", { eventId, type, live });
    return answer(200, "of the other mode, ignored");
  }
  try {
    const noted = await shop.hints.noteHint(read.hint, clock.now());
    log.info("stripe.event", { eventId, type, noted });
    return answer(200, "ok", noted === "noted");
  } catch (error) {
    log.error("stripe.event_not_stored", { eventId, type, error: describeError(error) });
    return answer(500, "not stored, send it again");
  }
}
