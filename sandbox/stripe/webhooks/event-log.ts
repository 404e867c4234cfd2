/** Events (docs.stripe.com/api/events): a picture of an object when something happened to it, kept and brought to the app. */

import { apiVersion, type Catalog, withFields } from "../objects/catalog";
import type { EventRecord } from "../records";
import { newId, nowInSeconds } from "../stripe-world";
import type { WebhookCourier } from "./courier";

/** What the app's endpoint is subscribed to; all else is only listed. */
const subscribed =
  /^(checkout\.session\.(completed|async_payment_(succeeded|failed)|expired)|payment_intent\.(succeeded|payment_failed|processing|canceled)|refund\.(created|updated|failed)|charge\.(refunded|dispute\.\w+)|payment_method\.detached|customer\.(updated|deleted)|radar\.early_fraud_warning\.created)$/;

const retriedForSeconds = 3 * 24 * 3600;

export class EventLog {
  constructor(
    private readonly catalog: Catalog,
    private readonly courier: WebhookCourier,
  ) {}

  /** Says that `type` happened to the object `id`. Resolves when the app knows: perhaps never. */
  emit(type: string, id: string, previous: Record<string, unknown> | null = null): Promise<void> {
    return this.keep({
      id: newId("evt_"),
      created: nowInSeconds(),
      type,
      object: this.catalog.get(id),
      previous,
      delivered: !subscribed.test(type),
    });
  }

  /** Brings what an earlier run could not bring. */
  resume(): void {
    const oldest = nowInSeconds() - retriedForSeconds;
    for (const event of this.catalog.world.events.values()) {
      if (!event.delivered && event.created > oldest) void this.bring(event);
    }
  }

  /** The same change once more: under its old id, or told by an event of its own. @returns false if there is no such event */
  resend(id: string, anew: boolean): boolean {
    const event = this.catalog.world.events.get(id);
    if (!event) return false;
    if (anew) void this.keep({ ...event, id: newId("evt_"), delivered: false });
    else void this.bring(event);
    return true;
  }

  /**
   * An event of which only the signature is right: with altered fields of the object, in live mode, or "thin" (v2). It is not
   * kept; `secrets` sign it in place of the endpoint's own.
   */
  forge(given: {
    type: string;
    object: Record<string, unknown>;
    set: Record<string, unknown>;
    id?: string;
    livemode: boolean;
    thin: boolean;
    secrets?: readonly string[];
  }): string {
    const { type, livemode, secrets, id = newId("evt_") } = given;
    const created = nowInSeconds();
    const object = withFields(given.object, { ...given.set, ...(livemode && { livemode }) });
    const whole = given.thin
      ? {
          id,
          object: "v2.core.event",
          type,
          livemode,
          created: new Date().toISOString(),
          related_object: { id: object.id },
        }
      : { ...eventObject({ id, created, type, object, previous: null, delivered: false }), livemode };
    void this.courier.dispatch({ event: id, type, body: bytes(whole), secrets });
    return id;
  }

  private keep(event: EventRecord): Promise<void> {
    this.catalog.world.events.set(event.id, event);
    this.catalog.world.changed();
    return event.delivered ? Promise.resolve() : this.bring(event);
  }

  private async bring(event: EventRecord): Promise<void> {
    await this.courier.dispatch({ event: event.id, type: event.type, body: bytes(eventObject(event)) });
    event.delivered = true;
    this.catalog.world.changed();
  }
}

export function eventObject({ id, created, type, object, previous, delivered }: EventRecord): object {
  return {
    id,
    object: "event",
    api_version: apiVersion,
    created,
    data: { object, ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: delivered ? 0 : 1,
    request: { id: null, idempotency_key: null },
    type,
  };
}

/** Stripe's bodies are indented; what signs or compares them has to take them as they are. */
const bytes = (event: object): string => JSON.stringify(event, null, 2);
