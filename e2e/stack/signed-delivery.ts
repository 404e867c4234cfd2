import { createHmac, randomBytes } from "node:crypto";
import { appSecret } from "../servers/stack-environment";

/** One text of a customer to one of our numbers. */
export type CustomerText = { id: string; numberId: string; from: string; text: string; sentAt: Date };

/** A message id in the look of Meta's. */
export const newMessageId = (): string => `wamid.${randomBytes(24).toString("base64")}`;

/** A webhook's body as Meta builds and signs it (DOC/webhooks/reference/messages/text): non-ASCII escaped. */
export function deliveryBody(texts: readonly CustomerText[]): Buffer {
  const numbers = new Set(texts.map(({ numberId }) => numberId));
  const changes = [...numbers].map((numberId) => ({
    field: "messages",
    value: {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: "15550109000", phone_number_id: numberId },
      ...contactsAndMessages(texts.filter((one) => one.numberId === numberId)),
    },
  }));
  const body = { object: "whatsapp_business_account", entry: [{ id: "100000000000001", changes }] };
  const escaped = JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return Buffer.from(escaped, "latin1");
}

function contactsAndMessages(texts: readonly CustomerText[]): object {
  const senders = new Set(texts.map(({ from }) => from));
  return {
    contacts: [...senders].map((from) => ({ profile: { name: "Robin" }, wa_id: from })),
    messages: texts.map(({ id, from, text, sentAt }) => ({
      from,
      id,
      timestamp: String(Math.floor(sentAt.getTime() / 1000)),
      type: "text",
      text: { body: text },
    })),
  };
}

/** Posts a delivery with its signature; answers the HTTP status, 0 if no answer came. */
export async function postDelivery(appUrl: string, body: Buffer): Promise<number> {
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  try {
    const answer = await fetch(`${appUrl}/webhook/whatsapp`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` },
      body: new Uint8Array(body),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
