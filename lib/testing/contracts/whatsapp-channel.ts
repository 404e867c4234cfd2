import { createHmac } from "node:crypto";
import { dig } from "@/lib/channels/read-json";
import type { Environment } from "@/lib/env/environment.schema";
import { bindChannels } from "@/lib/wiring/channels";
import { contact, delivery, status, statusDelivery, textMessage } from "../fixtures/whatsapp-deliveries";
import { makeTenant } from "../ledger/ledger-fixtures";
import type { ContractChannel } from "./contract-channel";

const SECRET = "an-app-secret";

/** A request as Meta signs it. */
export function signed(content: object): Request {
  const body = JSON.stringify(content);
  const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
  const headers = { "x-hub-signature-256": signature };
  return new Request("http://localhost/webhook/whatsapp", { method: "POST", body, headers });
}

const inSeconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

export const WHATSAPP: ContractChannel = {
  channel: "whatsapp",
  makeOwner: makeTenant,
  bind(vendorUrl, accounts) {
    const { whatsapp } = bindChannels(
      {
        APP_URL: "http://localhost:3000",
        META_GRAPH_URL: vendorUrl,
        META_GRAPH_VERSION: "v26.0",
        META_APP_ID: "app",
        META_APP_SECRET: SECRET,
        WHATSAPP_VERIFY_TOKEN: "a-verify-token",
        WHATSAPP_ACCESS_TOKEN: "an-access-token",
        WHATSAPP_WABA_ID: "1000",
        SEND_TIMEOUT_SECONDS: 10,
      } as Environment,
      accounts,
    );
    if (whatsapp === null) throw new Error("WhatsApp is not set up");
    return whatsapp;
  },
  newCustomer: () => `1555${Math.floor(Math.random() * 1e9)}`.padEnd(13, "0"),
  delivery: (externalId, words, at) =>
    signed(
      delivery(
        words.map(({ id, from, text }) => textMessage({ id, from, body: text, timestamp: inSeconds(at) })),
        { numberId: externalId, contacts: words.map(({ from, name }) => contact({ profile: { name }, wa_id: from })) },
      ),
    ),
  status: (externalId, { id, key, state, at }) => {
    const failed = state === "failed" ? { errors: [{ code: 131_026 }] } : {};
    const one = status({ id, status: state, timestamp: inSeconds(at), biz_opaque_callback_data: key, ...failed });
    return signed(statusDelivery([one], { numberId: externalId }));
  },
  vendor: {
    read({ path, body }) {
      const text = dig(body, "text", "body");
      if (!path.endsWith("/messages")) return { kind: "other" };
      if (typeof text !== "string") return { kind: dig(body, "typing_indicator") ? "typing" : "other" };
      return {
        kind: "send",
        from: path.split("/").at(-2) ?? "",
        to: String(dig(body, "to")).replace(/^\+/, ""),
        text,
        key: String(dig(body, "biz_opaque_callback_data")),
      };
    },
    accept: (id) => ({ status: 200, body: { messaging_product: "whatsapp", messages: [{ id }] } }),
    refuse: { status: 400, body: { error: { message: "undeliverable", code: 131_026 } } },
  },
};
