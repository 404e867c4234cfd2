/** The start page, for whoever tries things out: the latest payments, and what only a shop's dashboard or a bank could do to them. */
import type { StandInAnswer, StandInRoute } from "../../http/route";
import { chargeOf } from "../api/reversal-operations";
import type { StripeParts } from "../api/stripe-parts";
import { priceText, refundedOf, totals } from "../objects/amounts";
import { StripeFailure } from "../objects/stripe-error";
import type { IntentRecord, SessionRecord } from "../records";
import { cardLabel, testCard } from "../test-cards";
import { escapeHtml, page, pageRoute, redirect } from "./frame";

const shown = 20;

type Act = (intent: IntentRecord) => unknown;

export function dashboardRoutes(stripe: StripeParts, appUrl: string): StandInRoute[] {
  const { world, checkout, disputes, refunds } = stripe;
  const disputeOf = (intent: IntentRecord) => [...world.disputes.values()].findLast((one) => one.intent === intent.id);
  const step = (status: string): Act => {
    return (intent) => {
      const dispute = disputeOf(intent);
      if (dispute) disputes.setStatus(dispute, status);
    };
  };
  const charge = (intent: IntentRecord) => chargeOf(stripe, { payment_intent: intent.id });
  const acts: Readonly<Record<string, Act>> = {
    refund: (intent) => refunds.create(charge(intent), {}),
    "refund-half": (intent) => refunds.create(charge(intent), { amount: Math.ceil(intent.amount / 2) }),
    dispute: (intent) => disputes.open(charge(intent), {}),
    won: step("won"),
    lost: step("lost"),
    succeed: (intent) => checkout.settle(intent, true),
    fail: (intent) => checkout.settle(intent, false),
  };
  return [
    pageRoute("GET", /^\/()$/, () => dashboardPage(stripe, appUrl)),
    pageRoute("POST", /^\/dashboard\/([\w-]+)$/, (name, _request, field) => {
      const intent = world.intents.get(field("id"));
      const session = world.sessions.get(field("id"));
      try {
        if (name === "expire" && session) checkout.expire(session);
        if (intent) acts[name]?.(intent);
      } catch (error) {
        if (!(error instanceof StripeFailure)) throw error;
        return page("Not possible", `<h1>${escapeHtml(error.message)}</h1><p><a class="back" href="/">Go back</a></p>`);
      }
      return redirect("/");
    }),
  ];
}

function dashboardPage(stripe: StripeParts, appUrl: string): StandInAnswer {
  const { world } = stripe;
  const open = [...world.sessions.values()].filter(({ status }) => status === "open");
  const sessions = open.reverse().slice(0, shown);
  const intents = [...world.intents.values()].reverse().slice(0, shown);
  const entries = [
    ...sessions.map((session) => sessionEntry(session)),
    ...intents.map((intent) => intentEntry(stripe, intent)),
  ];
  const list = entries.length > 0 ? `<ul>${entries.join("\n")}</ul>` : '<p class="soft">Nobody has paid yet.</p>';
  const body = `<h1>Sandbox payments</h1>
<p class="soft">What the app sells, and what only a bank or Stripe's dashboard could do. <a href="${escapeHtml(appUrl)}">Open the app</a></p>
<h2>The latest</h2>
<div class="card">${list}</div>`;
  return page("Payments", body);
}

function button(name: string, id: string, words: string): string {
  return `<form method="post" action="/dashboard/${name}"><input type="hidden" name="id" value="${id}"><button>${words}</button></form>`;
}

function sessionEntry(session: SessionRecord): string {
  const price = escapeHtml(priceText(totals(session).total, session.currency));
  const name = escapeHtml(session.lines.map((line) => line.name).join(", "));
  return `<li><span class="grow"><b>${price}</b> <a href="/c/pay/${session.id}">${name}</a></span><span class="tag">waits for payment</span>${button("expire", session.id, "Let it expire")}</li>`;
}

function intentEntry({ world }: StripeParts, intent: IntentRecord): string {
  const charge = world.charges.get(intent.latestCharge ?? "");
  const method = world.methods.get(charge?.method ?? "");
  const disputed = [...world.disputes.values()].findLast((one) => one.intent === intent.id);
  const refunded = charge ? refundedOf(world, charge.id) : 0;
  const price = (amount: number) => escapeHtml(priceText(amount, intent.currency));
  const tags = [
    intent.status.replaceAll("_", " "),
    ...(refunded > 0 ? [`${price(refunded)} refunded`] : []),
    ...(disputed ? [`dispute: ${escapeHtml(disputed.status.replaceAll("_", " "))}`] : []),
  ];
  const paid = intent.status === "succeeded";
  const decided = !disputed || ["won", "lost", "prevented", "warning_closed"].includes(disputed.status);
  const buttons = [
    ...(paid && refunded < intent.amount && decided ? [["refund", "Refund"]] : []),
    ...(paid && refunded === 0 && decided ? [["refund-half", "Refund half"]] : []),
    ...(paid && !disputed ? [["dispute", "Dispute"]] : []),
    ...(decided
      ? []
      : [
          ["won", "Dispute won"],
          ["lost", "Dispute lost"],
        ]),
    ...(intent.status === "processing"
      ? [
          ["succeed", "Bank pays"],
          ["fail", "Bank doesn't pay"],
        ]
      : []),
  ];
  const about = escapeHtml([method ? cardLabel(testCard(method.card)) : "", intent.description ?? ""].join(" ").trim());
  return `<li><span class="grow"><b>${price(intent.amount)}</b> <span class="soft">${about}</span></span>${tags
    .map((tag) => `<span class="tag">${tag}</span>`)
    .join("")}${buttons.map(([name = "", words = ""]) => button(name, intent.id, words)).join("")}</li>`;
}
