/**
 * A stand-in for Stripe: the API that the official SDK talks to, Checkout's page, the customer portal, signed webhooks. Written
 * from Stripe's documentation, apart from the app. What it imitates and what it doesn't: describeStripe and the top of each file.
 */
import { type StandInServer, startStandInServer } from "../http/stand-in-server";
import { apiRoute, unknownAddressRoutes } from "./api/api-route";
import { customerOperations } from "./api/customer-operations";
import { invoiceOperations } from "./api/invoice-operations";
import { paymentOperations } from "./api/payment-operations";
import { reversalOperations } from "./api/reversal-operations";
import { sessionOperations } from "./api/session-operations";
import { StripeParts } from "./api/stripe-parts";
import { stripeControlRoutes } from "./control-routes";
import { checkoutRoutes } from "./page/checkout-page";
import { dashboardRoutes } from "./page/dashboard-page";
import { describeStripe } from "./page/frame";
import { portalRoutes } from "./page/portal-page";
import { receiptRoutes } from "./page/receipt-page";
import { StripeWorld } from "./stripe-world";
import { WebhookCourier } from "./webhooks/courier";
import { openWorldFile } from "./world-file";

export type StripeOptions = {
  host: "127.0.0.1";
  /** 0 takes any free port. */
  port: number;
  /** Base URL of the app; webhooks go to `/webhook/stripe` under it. */
  appUrl: string;
  secretKey: string;
  /** Sign webhooks; more than one while a secret is changed. */
  webhookSecrets: readonly string[];
  /** Everything is kept here; null keeps nothing. */
  dataDir: string | null;
  /** When something that happens days later at Stripe happens here, in ms: a pending refund ends, another fails. */
  laterMs?: number;
};

const usualLaterMs = 60_000;
const usualRedirectWaitMs = 2000;
const expiryCheckMs = 1000;

/** Starts it; `close` ends timers and retries, and writes what is not kept yet. @throws the listener's error, e.g. EADDRINUSE */
export async function startStripe(
  options: StripeOptions,
): Promise<{ url: string; port: number; close: () => Promise<void> }> {
  let server: StandInServer | undefined;
  const faults = () => server?.faults;
  const file = options.dataDir === null ? undefined : openWorldFile(options.dataDir);
  const world = new StripeWorld(file?.record, file?.save);
  const courier = new WebhookCourier(new URL("/webhook/stripe", options.appUrl).href, options.webhookSecrets, faults);
  const stripe = new StripeParts(world, courier, options.laterMs ?? usualLaterMs);
  const settings = { redirectWaitMs: usualRedirectWaitMs };
  const operations = [
    ...customerOperations(stripe),
    ...sessionOperations(stripe),
    ...paymentOperations(stripe),
    ...invoiceOperations(stripe),
    ...reversalOperations(stripe),
  ];
  const parts = { secretKey: options.secretKey, keys: stripe.keys, catalog: stripe.catalog, faults };
  const running = await startStandInServer({
    name: "stripe",
    host: options.host,
    port: options.port,
    describe: describeStripe,
    routes: [
      ...operations.map((operation) => apiRoute(operation, parts)),
      ...checkoutRoutes(stripe, settings),
      ...portalRoutes(stripe),
      ...receiptRoutes(stripe),
      ...dashboardRoutes(stripe, options.appUrl),
      ...stripeControlRoutes(stripe, settings),
      ...unknownAddressRoutes(),
    ],
  });
  server = running;
  world.url = running.url;
  stripe.events.resume();
  const expiry = setInterval(() => stripe.checkout.expireDue(), expiryCheckMs);
  return {
    url: running.url,
    port: running.port,
    close: async () => {
      clearInterval(expiry);
      stripe.refunds.close();
      courier.close();
      await running.close();
      file?.close();
    },
  };
}
