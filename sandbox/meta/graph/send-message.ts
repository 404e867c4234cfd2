/**
 * `POST /{phone_number_id}/messages` (WA/messages/send-messages, WA/messages/mark-message-as-read, WA/typing-indicators),
 * and what stands in the way of a send: registration, the display name, bans and restrictions, the owner's changed phone.
 * Not imitated: the 24-hour window, pair and throughput limits, whether media exist.
 */

import type { StatusRhythm } from "../webhooks/status-rhythm";
import { GraphError, invalidParameter } from "../world/graph-error";
import { createMessageId } from "../world/message-id";
import type { MetaWorld } from "../world/meta-world";
import type { PhoneThreads } from "../world/phone-threads";
import type { PhoneNumber } from "../world/world-record";
import { readCallbackData, readContent, readRecipient } from "./message-body";
import { type Fields, fieldsOf } from "./request-fields";

/** The name that faults use for a call to `/messages`: `send`, `read`, or `typing` (a read call with the indicator). */
export function messageOp(body: unknown): "send" | "read" | "typing" {
  const fields = fieldsOf(body);
  if (fields.get("status") !== "read") return "send";
  return fields.get("typing_indicator") ? "typing" : "read";
}

export class MessageDoor {
  constructor(
    private readonly world: MetaWorld,
    private readonly threads: PhoneThreads,
    private readonly statuses: StatusRhythm,
  ) {}

  /** Does what the body asks of the number and answers Meta's body. @throws GraphError */
  accept(numberId: string, wabaIds: ReadonlySet<string>, fields: Fields): object {
    // A number nobody described belongs to the platform, so only the platform's token may bring it into being.
    if (wabaIds.has(this.world.platformWabaId)) this.world.ensureNumber(numberId);
    const number = this.world.visibleNumber(numberId, wabaIds, "post");
    if (fields.get("messaging_product") !== "whatsapp") {
      throw invalidParameter("The parameter messaging_product is required.");
    }
    if (!number.registered || number.offboarded) {
      throw new GraphError({ status: 400, code: 133010, message: "(#133010) Phone number not registered" });
    }
    return fields.get("status") === undefined ? this.send(number, fields) : this.markRead(fields);
  }

  private markRead(fields: Fields): object {
    if (fields.get("status") !== "read") throw invalidParameter("Param status must be one of {READ}");
    const messageId = fields.get("message_id");
    if (typeof messageId !== "string" || messageId === "") {
      throw invalidParameter("The parameter message_id is required.");
    }
    const indicator = fields.get("typing_indicator");
    if (indicator !== undefined && fieldsOf(indicator).get("type") !== "text") {
      throw invalidParameter("Param typing_indicator['type'] must be one of {TEXT}");
    }
    // Ids the stand-in never issued are fine: tests also bring webhooks of their own to the app.
    this.threads.markRead(messageId, indicator !== undefined);
    return { success: true };
  }

  private send(number: PhoneNumber, fields: Fields): object {
    this.checkStanding(number);
    const { input, phone, userId, lost } = readRecipient(fields);
    const text = readContent(fields, this.world.waba(number.wabaId).templates);
    const callbackData = readCallbackData(fields);
    const customer = this.threads.customerOf(phone ?? userId ?? input);
    const id = createMessageId(customer, "out");
    if (!lost) {
      const at = new Date().toISOString();
      this.threads.add(number.id, customer, { id, direction: "out", text, at, state: "accepted", callbackData });
      this.statuses.begin({ id, numberId: number.id, recipientPhone: phone, recipientUserId: userId, callbackData });
    }
    return {
      messaging_product: "whatsapp",
      contacts: [{ input, ...(phone ? { wa_id: phone } : {}), ...(userId && !phone ? { user_id: userId } : {}) }],
      messages: [{ id }],
    };
  }

  /** @throws GraphError for what Meta holds against the number or its WABA */
  private checkStanding(number: PhoneNumber): void {
    const waba = this.world.waba(number.wabaId);
    const now = Math.floor(Date.now() / 1000);
    const muted = waba.restrictions.some(
      ({ type, until }) => type === "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" && until > now,
    );
    if (waba.ban === "DISABLE") {
      const message = "(#131031) Business Account locked";
      throw new GraphError({ status: 400, code: 131031, message, details: "Business account has been locked" });
    }
    if (muted)
      throw new GraphError({ status: 403, code: 368, message: "(#368) Temporarily blocked for policies violations" });
    if (number.nameStatus !== "APPROVED" || !number.nameInForce) {
      throw new GraphError({
        status: 400,
        code: 131037,
        message: "(#131037) WhatsApp provided number needs display name approval before message can be sent.",
      });
    }
  }
}
