import { createHmac } from "node:crypto";
import type { GraphSend } from "./load-plan";

/** A body as Meta sends it, with its signature. */
export type SignedWebhook = { body: Buffer; signature: string };

function sign(value: object, numberId: string, appSecret: string): SignedWebhook {
  const metadata = { display_phone_number: numberId, phone_number_id: numberId };
  const changes = [{ field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } }];
  const body = Buffer.from(
    JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "100000000000001", changes }] }),
  );
  return { body, signature: `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}` };
}

const unixSeconds = (): string => String(Math.floor(Date.now() / 1000));

export function messageWebhook(
  message: { id: string; from: string; numberId: string; text: string },
  appSecret: string,
): SignedWebhook {
  const { id, from, numberId, text } = message;
  const value = {
    contacts: [{ profile: { name: "Robin" }, wa_id: from }],
    messages: [{ from, id, timestamp: unixSeconds(), type: "text", text: { body: text } }],
  };
  return sign(value, numberId, appSecret);
}

export type StatusName = "sent" | "delivered" | "read";

export function statusWebhook(send: GraphSend, status: StatusName, appSecret: string): SignedWebhook {
  const pricing = { billable: true, pricing_model: "PMP", type: "regular", category: "service" };
  const value = {
    statuses: [
      {
        id: send.id,
        status,
        timestamp: unixSeconds(),
        recipient_id: send.to,
        ...(status === "read" ? {} : { pricing }),
        ...(send.callbackData === "" ? {} : { biz_opaque_callback_data: send.callbackData }),
      },
    ],
  };
  return sign(value, send.numberId, appSecret);
}
