/** What `GET /_sandbox` and the page say about this stand-in. */
export const describeMeta = [
  "Stands in for Meta's WhatsApp Cloud API on this machine.",
  "Imitates: sending text with Meta's checks and error bodies; read marks with the typing indicator; signed webhooks, repeated until a 200 for up to 7 days, on request batched, doubled, reordered, delayed or lost;",
  "the statuses sent, delivered and read with pricing and callback data; numbers, WABAs, subscriptions with callback overrides, registration with a pin, debug_token, the exchange of a signup code; tokens that may act for some WABAs only.",
  "Does not imitate: templates, media, groups, the 24-hour window, pair and throughput limits, prices, quality and policy measures, coexistence, business agents, Embedded Signup's dialog, webhook fields other than messages, TLS.",
  "Operations for faults: send, read, typing, phone_number, phone_numbers, waba, subscribed_apps, register, deregister, oauth, debug_token, webhook; * is any of them.",
  "Threads are in memory only; numbers and tokens outlive a restart.",
].join(" ");
