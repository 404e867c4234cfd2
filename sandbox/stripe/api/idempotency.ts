/**
 * Idempotency keys (docs.stripe.com/api/idempotent_requests): the first answer is given again, errors included, for 24
 * hours; the same key for something else is 400; while the first is still at work, 409. What fails before it is begun
 * (a wrong parameter) is not kept.
 */
import type { StandInAnswer } from "../../http/route";
import { StripeFailure } from "../objects/stripe-error";
import type { StripeWorld } from "../stripe-world";

const keyLifeMs = 24 * 3600 * 1000;
const maxKeyLength = 255;

export class IdempotencyKeys {
  private readonly running = new Map<string, string>();

  constructor(private readonly world: StripeWorld) {}

  /** @throws StripeFailure 400 or 409 as above; what `work` throws is kept by nobody */
  async once(
    key: string,
    asked: string,
    requestId: string,
    work: () => Promise<StandInAnswer>,
  ): Promise<StandInAnswer> {
    if (key.length > maxKeyLength) {
      throw new StripeFailure(
        400,
        "invalid_request_error",
        undefined,
        `Idempotency-Key: more than ${maxKeyLength} characters`,
      );
    }
    const kept = this.world.keys.get(key);
    const first = this.running.get(key) ?? (kept && Date.now() - kept.at < keyLifeMs ? kept.asked : undefined);
    if (first !== undefined && first !== asked) {
      const message =
        "Keys for idempotent requests can only be used with the same parameters they were first used with. " +
        `Try using a key other than '${key}' if you meant to execute a different request.`;
      throw new StripeFailure(400, "idempotency_error", undefined, message);
    }
    if (this.running.has(key)) {
      const message = `There is currently another in-progress request using this Stripe-Idempotency-Key: ${key}`;
      throw new StripeFailure(409, "idempotency_error", "idempotency_key_in_use", message);
    }
    if (first !== undefined && kept) {
      const headers = { "idempotent-replayed": "true", "original-request": kept.requestId };
      return { status: kept.status, headers, body: kept.body };
    }
    this.running.set(key, asked);
    try {
      const answer = await work();
      this.world.keys.set(key, { key, asked, at: Date.now(), status: answer.status, body: answer.body, requestId });
      this.world.changed();
      return answer;
    } finally {
      this.running.delete(key);
    }
  }

  /** As if 24 hours had passed: of one key, or of all. */
  forget(key?: string): number {
    const before = this.world.keys.size;
    if (key === undefined) this.world.keys.clear();
    else this.world.keys.delete(key);
    this.world.changed();
    return before - this.world.keys.size;
  }
}
