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
