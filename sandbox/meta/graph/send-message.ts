/**
 * `POST /{phone_number_id}/messages` (DOC/messages/send-messages, DOC/messages/mark-message-as-read,
 * DOC/typing-indicators). Text messages are checked as Meta checks them; other types are accepted without a look inside.
 * Not imitated: templates and their approval, media, the 24-hour window, pair and throughput limits.
 */

import type { StatusRhythm } from "../webhooks/status-rhythm";
import { GraphError, invalidParameter } from "../world/graph-error";
import { createMessageId, userIdOf } from "../world/message-id";
import type { MetaWorld } from "../world/meta-world";
import type { PhoneThreads } from "../world/phone-threads";

const maxTextLength = 4096;
const maxCallbackDataLength = 512;
const userIdShape = /^[A-Z]{2}\.[A-Za-z0-9.]{1,132}$/;

type Fields = ReadonlyMap<string, unknown>;

/** A JSON object's fields; empty for anything else. */
export function fieldsOf(value: unknown): Fields {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

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
  accept(numberId: string, wabaIds: ReadonlySet<string>, body: unknown): object {
    const fields = fieldsOf(body);
    // A number nobody described belongs to the platform, so only the platform's token may bring it into being.
    if (wabaIds.has(this.world.platformWabaId)) this.world.ensureNumber(numberId);
    const number = this.world.visibleNumber(numberId, wabaIds, "post");
    if (fields.get("messaging_product") !== "whatsapp") {
      throw invalidParameter("The parameter messaging_product is required.");
    }
    if (!number.registered) {
      throw new GraphError({ status: 400, code: 133010, message: "(#133010) Phone number not registered" });
    }
    return fields.get("status") === undefined ? this.send(number.id, fields) : this.markRead(fields);
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

  private send(numberId: string, fields: Fields): object {
    const recipient = readRecipient(fields);
    const text = readText(fields);
    const callbackData = fields.get("biz_opaque_callback_data");
    if (
      callbackData !== undefined &&
      (typeof callbackData !== "string" || callbackData.length > maxCallbackDataLength)
    ) {
      throw invalidParameter(`Param biz_opaque_callback_data must be at most ${maxCallbackDataLength} characters`);
    }
    const { input, phone, userId } = recipient;
    const customer = this.threads.customerOf(phone ?? userId ?? input);
    const id = createMessageId(customer, "out");
    if (!recipient.lost) {
      const at = new Date().toISOString();
      this.threads.add(numberId, customer, { id, direction: "out", text, at, state: "accepted", callbackData });
      this.statuses.begin({ id, numberId, recipientPhone: phone, recipientUserId: userId, callbackData });
    }
    return {
      messaging_product: "whatsapp",
      contacts: [{ input, ...(phone ? { wa_id: phone } : {}), ...(userId && !phone ? { user_id: userId } : {}) }],
      messages: [{ id }],
    };
  }
}

interface Recipient {
  input: string;
  phone: string | undefined;
  userId: string | undefined;
  /** Accepted and never delivered, without a word: what Meta does with a user id in `to`. */
  lost: boolean;
}

function readRecipient(fields: Fields): Recipient {
  const to = fields.get("to");
  const recipient = fields.get("recipient");
  // DOC/business-scoped-user-ids/: if both are there, `to` wins.
  if (typeof to === "string" && to !== "") return readTo(to);
  if (typeof recipient === "string" && recipient !== "") {
    if (!userIdShape.test(recipient)) throw invalidValue("recipient is not a business-scoped user id");
    return { input: recipient, phone: undefined, userId: recipient, lost: false };
  }
  throw invalidValue("One of to and recipient is required");
}

function readTo(to: string): Recipient {
  if (userIdShape.test(to)) return { input: to, phone: undefined, userId: undefined, lost: true };
  const digits = to.replace(/[+\s().-]/g, "");
  if (!/^\d{5,15}$/.test(digits)) throw invalidValue("Recipient phone number not in allowed format");
  return { input: to, phone: digits, userId: userIdOf(digits), lost: false };
}

function readText(fields: Fields): string {
  const type = fields.get("type");
  if (typeof type !== "string" || type === "") throw invalidParameter("The parameter type is required.");
  if (type !== "text") {
    if (fieldsOf(fields.get(type)).size === 0) throw invalidParameter(`The parameter ${type} is required.`);
    return `[${type}]`;
  }
  const body = fieldsOf(fields.get("text")).get("body");
  if (typeof body !== "string" || body.trim() === "") throw invalidParameter("The parameter text['body'] is required.");
  if ([...body].length > maxTextLength) {
    throw invalidParameter(`Param text['body'] must be at most ${maxTextLength} characters long.`);
  }
  return body;
}

function invalidValue(details: string): GraphError {
  return new GraphError({ status: 400, code: 131009, message: "(#131009) Parameter value is not valid", details });
}
