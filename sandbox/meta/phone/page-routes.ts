/**
 * The start page with the phone: static files from `page/`, read once at the start, with a few facts filled in.
 * It looks like a chat and belongs to nobody's messenger: own drawing, no fonts or scripts from elsewhere.
 */
import { readFileSync } from "node:fs";
import type { StandInRoute } from "../../http/route";
import { demoNumber } from "../world/meta-world";
import { defaultCustomer } from "./phone-routes";

/** What `GET /_sandbox` and the page say about this stand-in. */
export const describeMeta = [
  "Stands in for Meta's WhatsApp Cloud API on this machine.",
  "Imitates: sending with Meta's checks and error bodies; read marks with the typing indicator; signed webhooks, repeated until a 200 for up to 7 days, on request batched, doubled, reordered, delayed or lost;",
  "the statuses sent, delivered and read with pricing and callback data; numbers, WABAs, subscriptions with callback overrides, registration with its PIN rules, names in review, the owner's phone app;",
  "Embedded Signup v4 with its SDK, popup, events and code, debug_token, tokens that may act for some WABAs only, that end or are revoked; Graph versions and their ends.",
  "Calls in the forms that Graph takes: with a version or without, JSON, forms, multipart; message templates, profiles, media up and down, the phone app's contacts and history once, /me and the app's own callback.",
  "News of an account's health by POST /_sandbox/health (account_update, account_alerts, phone_number_quality_update, phone_number_name_update, account_review_update, business_capability_update, security), any other webhook by /_sandbox/webhooks, and what the owner writes on the phone by /_sandbox/phone/echoes or on the page.",
  "Does not imitate: groups, the 24-hour window, pair and throughput limits, prices, business agents, logins and portfolios' members, verification by SMS, TLS.",
  "POST /_sandbox/signup plays a signup, /_sandbox/signup/next sets how the next popup ends, GET /_sandbox/signup/scenarios lists the endings; /_sandbox/numbers, /wabas, /tokens and /tokens/revoke change what Meta knows.",
  "Operations for faults: send, read, typing, phone_number, phone_numbers, waba, business, subscribed_apps, register, deregister, oauth, debug_token, me, subscriptions, message_templates, profile, smb_app_data, media, media_download, dialog, webhook; * is any of them.",
  "Threads are in memory only; numbers and tokens outlive a restart.",
].join(" ");

/** One is known by user id only, as people with a username are (DOC/business-scoped-user-ids/). */
const customers = [
  { label: "Customer A", hint: "+1 555 010 0100", from: defaultCustomer.phone, name: defaultCustomer.name },
  { label: "Customer B", hint: "+1 555 010 0101", from: "15550100101", name: "Billie" },
  {
    label: "Customer C",
    hint: "user id only, no number",
    userId: "US.13491208655302741918",
    name: "Charlie",
    username: "charlie",
  },
];

/** `form-action` names the app too: browsers apply it to the redirect that follows the form. */
function contentPolicy(appUrl: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${new URL(appUrl).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function pageRoutes({
  appUrl,
  enter,
  encoder,
}: {
  appUrl: string;
  enter: boolean;
  encoder?: string;
}): StandInRoute[] {
  const read = (name: string) => readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");
  const enterForm =
    '<form method="post" action="/_sandbox/enter"><button class="enter" data-testid="enter">Enter as the demo owner</button></form>';
  const facts = new Map<string, string>([
    ["appUrl", escapeHtml(appUrl)],
    ["facts", escapeHtml(JSON.stringify({ demoNumberId: demoNumber.id, customers }))],
    ["limits", escapeHtml(describeMeta)],
    ["enter", enter ? enterForm : ""],
    ["encoder", encoder ? `<p class="notice" data-testid="encoder">${escapeHtml(encoder)}</p>` : ""],
  ]);
  const html = read("phone.html").replace(/\{\{(\w+)\}\}/g, (_all, name: string) => facts.get(name) ?? "");
  const serve = (pattern: RegExp, type: string, body: string): StandInRoute => ({
    method: "GET",
    pattern,
    op: "_sandbox",
    log: false,
    handle: async () => ({
      status: 200,
      headers: {
        "content-type": `${type}; charset=utf-8`,
        "cache-control": "no-cache",
        "content-security-policy": contentPolicy(appUrl),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      },
      body,
    }),
  });
  return [
    serve(/^\/$/, "text/html", html),
    serve(/^\/page\/phone\.css$/, "text/css", read("phone.css")),
    serve(/^\/page\/phone\.js$/, "text/javascript", read("phone.js")),
    serve(/^\/page\/icon\.svg$/, "image/svg+xml", read("icon.svg")),
  ];
}
