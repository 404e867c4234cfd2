/** What all pages share. They are plain: no script, nothing from elsewhere, and they say that they are a stand-in. */
import type { StandInAnswer, StandInRequest, StandInRoute } from "../../http/route";

/** What `GET /_sandbox` and the pages say about this stand-in. */
export const describeStripe = [
  "Stands in for Stripe on this machine: no money moves, and no card is real.",
  "Imitates, for API 2026-10-28.endive: customers, Checkout sessions with the hosted page, saved payment methods, payment intents on and off-session,",
  "charges with receipts, refunds, disputes and inquiries, invoices, the customer portal, events; signed webhooks, repeated until a 2xx for up to three days,",
  "on request doubled, reordered, delayed, lost or forged; idempotency keys with replayed errors; refusals of unknown and retired parameters; test cards.",
  "Does not imitate: products, prices and coupons, subscriptions, Checkout in setup or embedded form, capture by hand, currencies' conversion, payouts, fees,",
  "Radar, rate limits, real tax (20 % on top where it is on), card numbers other than the test cards, mails, search, versions other than this one, TLS.",
  "Faults: operations are named like `payment_intents.create`, with `:running` behind it once the idempotency key is taken; `webhook`, `webhook:<type>`; `checkout.pay`.",
].join(" ");

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** `2026-11-25`, from seconds since 1970 */
export const dayText = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** @param goesTo addresses that forms of this page lead to in the end: browsers apply `form-action` to redirects too */
export function page(
  title: string,
  body: string,
  goesTo: readonly (string | null)[] = [],
  status = 200,
): StandInAnswer {
  const origins = goesTo.flatMap((address) => (address === null ? [] : [new URL(address).origin]));
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": [
        "default-src 'none'",
        "img-src data:",
        "style-src 'self'",
        `form-action ${["'self'", ...new Set(origins)].join(" ")}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Stripe sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/stripe.css">
</head>
<body>
<header class="notice">Stand-in for Stripe on your own machine: no money moves.</header>
<main>
${body}
</main>
<footer><details><summary>What is imitated, and what isn't</summary><p>${escapeHtml(describeStripe)}</p></details></footer>
</body>
</html>`,
  };
}

export const redirect = (location: string): StandInAnswer => ({
  status: 303,
  headers: { location, "cache-control": "no-store" },
});

/** A page or form of the browser: no call of the client under test, so it is not logged. */
export function pageRoute(
  method: "GET" | "POST",
  pattern: RegExp,
  handle: (
    id: string,
    request: StandInRequest,
    field: (name: string) => string,
  ) => StandInAnswer | Promise<StandInAnswer>,
  op = "page",
): StandInRoute {
  return {
    method,
    pattern,
    op,
    log: false,
    handle: async (request) => {
      const form = new Map<string, unknown>(Object.entries(Object(request.body)));
      return handle(request.params[0] ?? "", request, (name) => String(form.get(name) ?? ""));
    },
  };
}
