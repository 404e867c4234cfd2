/**
 * Statuses after an accepted send, in Meta's rhythm (DOC/webhooks/reference/messages/status): sent, delivered, and read
 * while the customer has the chat open. Each travels in a webhook of its own; `played` only by hand, `failed` by hand and
 * where nobody pays for the WABA (131042).
 * Not imitated: `conversation` (gone since v24.0), prices by market, the free tier, the 24-hour window, pair limits.
 */
import type { MetaWorld } from "../world/meta-world";
import type { PhoneThreads } from "../world/phone-threads";
import type { WebhookCourier } from "./deliver-webhooks";
import type { Contact } from "./webhook-payload";
import type { WebhookTarget } from "./webhook-target";

export type StatusName = "sent" | "delivered" | "read" | "failed" | "played" | "deleted";

/** An accepted message, as far as its statuses need to know it. */
export interface AcceptedMessage {
  id: string;
  numberId: string;
  recipientPhone: string | undefined;
  recipientUserId: string | undefined;
  callbackData: string | undefined;
}

const rhythm = [
  { status: "sent", afterMs: 60 },
  { status: "delivered", afterMs: 250 },
  { status: "read", afterMs: 900 },
] as const satisfies { status: StatusName; afterMs: number }[];

const errorTitles = new Map<number, string>([
  [131026, "Message undeliverable"],
  [131042, "Business eligibility payment issue"],
  [131047, "Re-engagement message"],
  [131049, "This message was not delivered to maintain healthy ecosystem engagement."],
  [131056, "(Business Account, Consumer Account) pair rate limit hit"],
]);
const maxKept = 50_000;

export class StatusRhythm {
  mode: "auto" | "none" = "auto";
  private readonly accepted = new Map<string, AcceptedMessage>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly world: MetaWorld,
    private readonly threads: PhoneThreads,
    private readonly courier: WebhookCourier,
    private readonly target: WebhookTarget,
  ) {}

  /** Takes note of an accepted message and, in mode `auto`, starts its rhythm. */
  begin(message: AcceptedMessage): void {
    this.accepted.set(message.id, message);
    if (this.accepted.size > maxKept) this.forgetOldest();
    if (this.mode === "none") return;
    // Without a payment method the send is accepted all the same; only its status tells.
    if (!this.world.waba(this.world.ensureNumber(message.numberId).wabaId).funded) {
      this.later(rhythm[0].afterMs, () => this.report(message.id, "failed", 131042));
      return;
    }
    for (const { status, afterMs } of rhythm) {
      this.later(afterMs, () => {
        if (status !== "read" || this.threads.isOpen(message.id)) this.report(message.id, status);
      });
    }
  }

  private later(afterMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, afterMs);
    this.timers.add(timer);
  }

  /** Sends one status now. False if no send with this id was accepted (or the stand-in has forgotten it). */
  report(messageId: string, status: StatusName, errorCode?: number): boolean {
    const message = this.accepted.get(messageId);
    if (!message) return false;
    if (status === "sent" || status === "delivered" || status === "read" || status === "failed") {
      this.threads.advance(messageId, status);
    }
    const number = this.world.ensureNumber(message.numberId);
    const url = this.target.of(number);
    if (!url) return true;
    this.courier.dispatch(url, {
      wabaId: number.wabaId,
      numberId: number.id,
      displayPhoneNumber: number.displayPhoneNumber,
      item: { kind: "status", contact: this.contactOf(message), status: statusObject(message, status, errorCode) },
    });
    return true;
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private contactOf({ recipientPhone, recipientUserId }: AcceptedMessage): Contact {
    const profile = this.threads.profileOf(recipientPhone ?? recipientUserId ?? "");
    return {
      ...(profile ? { profile } : {}),
      ...(recipientPhone === undefined ? {} : { wa_id: recipientPhone }),
      ...(recipientUserId === undefined ? {} : { user_id: recipientUserId }),
    };
  }

  private forgetOldest(): void {
    for (const id of this.accepted.keys()) {
      this.accepted.delete(id);
      return;
    }
  }
}

function statusObject(message: AcceptedMessage, status: StatusName, errorCode: number | undefined): object {
  const priced = status === "sent" || status === "delivered";
  return {
    id: message.id,
    status,
    timestamp: String(Math.floor(Date.now() / 1000)),
    ...(message.recipientPhone === undefined ? {} : { recipient_id: message.recipientPhone }),
    ...(message.recipientUserId === undefined ? {} : { recipient_user_id: message.recipientUserId }),
    ...(priced ? { pricing: { billable: true, pricing_model: "PMP", type: "regular", category: "service" } } : {}),
    ...(status === "failed" ? { errors: [statusError(errorCode ?? 131026)] } : {}),
    ...(message.callbackData === undefined ? {} : { biz_opaque_callback_data: message.callbackData }),
  };
}

function statusError(code: number): object {
  const title = errorTitles.get(code) ?? "Something went wrong";
  return {
    code,
    title,
    message: title,
    error_data: { details: `${title} (stand-in)` },
    href: "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes",
  };
}
