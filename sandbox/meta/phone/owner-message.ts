/**
 * What the owner writes in the WhatsApp Business app on the phone, as `message_echoes[]` items of a webhook
 * (WA/embedded-signup/onboarding-business-app-users): a message, an edit, a message taken back. `to` is a phone number
 * in Meta's documents; for a customer who is known by user id only it is left out here, and `to_user_id` is there instead.
 */
import * as z from "zod";
import { readControlBody } from "../../http/request-body";
import type { StandInAnswer, StandInRoute } from "../../http/route";
import { digitsOf } from "../webhooks/webhook-payload";
import { createMessageId } from "../world/message-id";
import { demoNumber } from "../world/meta-world";
import { defaultCustomer, type PhoneParts, phoneDigits } from "./phone-routes";

const revokedText = "This message was deleted";

const newEcho = z
  .object({
    numberId: z.string().regex(/^\d+$/, "digits").default(demoNumber.id),
    /** The customer's phone number. */
    to: phoneDigits.optional(),
    userId: z.string().min(1).optional(),
    kind: z.enum(["message", "edit", "revoke"]).default("message"),
    text: z.string().optional(),
    type: z.enum(["text", "image", "audio", "sticker", "document", "video"]).default("text"),
    /** The message that an edit or a revoke is about; for a message an id of its own, e.g. that of a send of the API. */
    messageId: z.string().min(1).optional(),
  })
  .refine(({ kind, messageId }) => kind === "message" || messageId, { path: ["messageId"], message: "is needed" })
  .refine(({ kind, type, text }) => kind === "revoke" || type !== "text" || text?.trim(), {
    path: ["text"],
    message: "expected something to say",
  });

type Echo = z.infer<typeof newEcho>;

/** `POST /_sandbox/phone/echoes` → 202 `{id, at}`. Real numbers send echoes only while `is_on_biz_app`; here all may. */
export function ownerRoutes(parts: PhoneParts): StandInRoute[] {
  return [
    {
      method: "POST",
      pattern: /^\/_sandbox\/phone\/echoes$/,
      op: "_sandbox",
      log: false,
      handle: async ({ body }) => readControlBody(newEcho, body, (given) => write(parts, given)),
    },
  ];
}

function write({ world, threads, courier, target }: PhoneParts, given: Echo): StandInAnswer {
  const number = world.ensureNumber(given.numberId);
  const phone = given.to ?? (given.userId === undefined ? defaultCustomer.phone : undefined);
  const customer = phone ?? threads.customerOf(given.userId ?? "");
  const at = new Date().toISOString();
  const ownId = given.kind === "message" ? given.messageId : undefined;
  const id = ownId ?? createMessageId(customer, "out");
  if (given.kind === "message") {
    const text = given.type === "text" ? (given.text ?? "") : `[${given.type}]${given.text ? ` ${given.text}` : ""}`;
    // An echo of a send of the API is no second message on the customer's phone.
    if (!threads.knows(id))
      threads.add(number.id, customer, { id, direction: "out", text, at, state: "read", byOwner: true });
  } else if (!threads.rewrite(given.messageId ?? "", given.kind === "edit" ? (given.text ?? "") : revokedText)) {
    return { status: 404, body: { error: "messageId: no message has this id" } };
  }
  const url = target.of(number);
  if (url && number.registered && !number.offboarded) {
    const echo = {
      from: digitsOf(number.displayPhoneNumber),
      ...(phone === undefined ? { to_user_id: given.userId } : { to: phone }),
      id,
      timestamp: String(Math.floor(Date.now() / 1000)),
      ...contentOf(given),
    };
    courier.dispatch(url, {
      wabaId: number.wabaId,
      numberId: number.id,
      displayPhoneNumber: number.displayPhoneNumber,
      item: { kind: "echo", echo },
    });
  }
  return { status: 202, body: { id, at } };
}

function contentOf({ kind, type, text, messageId }: Echo): object {
  if (kind === "revoke") return { type: "revoke", revoke: { original_message_id: messageId } };
  const content =
    type === "text"
      ? { type, text: { body: text } }
      : {
          type,
          [type]: { id: "400000000000001", mime_type: "application/octet-stream", ...(text ? { caption: text } : {}) },
        };
  if (kind === "message") return content;
  return {
    type: "edit",
    edit: { original_message_id: messageId, message: { context: { id: messageId }, ...content } },
  };
}
