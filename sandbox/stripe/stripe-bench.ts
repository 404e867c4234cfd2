/** For tests of this stand-in: the stand-in, the real SDK, and a tiny app that takes its webhooks. */
import { once } from "node:events";
import { createServer } from "node:http";
import Stripe from "stripe";
import { startStripe } from "./start-stripe";

export const secretKey = "sk_test_bench";
export const webhookSecret = "whsec_bench";

type Received = { body: string; signature: string; event: { id: string; type: string; data: { object: never } } };

export async function startStripeBench(dataDir: string | null = null) {
  const received: Received[] = [];
  /** The next answers, in order; 200 when none is left. */
  const answers: number[] = [];
  const looks = new Set<() => void>();
  const app = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    response.statusCode = answers.shift() ?? 200;
    response.end();
    received.push({ body, signature: String(request.headers["stripe-signature"]), event: JSON.parse(body) });
    for (const look of looks) look();
  });
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  const address = app.address();
  const appUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const options = { host: "127.0.0.1", port: 0, appUrl, secretKey, webhookSecrets: [webhookSecret] } as const;
  const running = await startStripe({ ...options, dataDir });
  const sdk = (more: Stripe.StripeConfig = {}) =>
    new Stripe(secretKey, { host: "127.0.0.1", port: running.port, protocol: "http", maxNetworkRetries: 0, ...more });
  return {
    url: running.url,
    stripe: sdk(),
    sdk,
    received,
    answers,
    /** A switch under `/_sandbox/`. */
    async door<T = Record<string, unknown>>(name: string, body: object = {}, method = "POST"): Promise<T> {
      const answer = await fetch(`${running.url}/_sandbox/${name}`, {
        method,
        ...(method === "POST" && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    /** Resolves with the `count` first webhooks of this type, from the start or as they arrive. */
    webhooks: (type: string, count = 1): Promise<Received[]> =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = received.filter(({ event }) => event.type === type);
          if (found.length < count) return;
          looks.delete(look);
          resolve(found.slice(0, count));
        };
        looks.add(look);
        look();
      }),
    async close(): Promise<void> {
      await running.close();
      app.close();
      app.closeAllConnections();
    },
  };
}

export type StripeBench = Awaited<ReturnType<typeof startStripeBench>>;

/** A purchase as the app asks for it. */
export const purchase = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  ({
    mode: "payment",
    ui_mode: "hosted_page",
    success_url: "http://127.0.0.1:9/back?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://127.0.0.1:9/cancel",
    line_items: [
      { quantity: 1, price_data: { currency: "usd", unit_amount: 300, product_data: { name: "500 credits" } } },
    ],
    client_reference_id: "order-1",
    metadata: { order: "order-1" },
    payment_intent_data: { metadata: { order: "order-1" } },
    adaptive_pricing: { enabled: false },
    allowed_payment_method_types: ["card", "link"],
    ...more,
  }) satisfies Stripe.Checkout.SessionCreateParams;
