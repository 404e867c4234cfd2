/** The hosted page of a Checkout session: pay with a saved method or a test card, pass 3-D Secure, or go back. */
import type { StandInAnswer, StandInRoute } from "../../http/route";
import type { StripeParts } from "../api/stripe-parts";
import type { PaymentEnd } from "../money/checkout";
import { priceText, totals } from "../objects/amounts";
import { StripeFailure } from "../objects/stripe-error";
import type { SessionRecord } from "../records";
import { cardLabel, findTestCard, type TestCard, testCard, testCards } from "../test-cards";
import { escapeHtml, page, pageRoute, redirect } from "./frame";

export type CheckoutSettings = {
  /** How long the page waits for the app to take the event of the payment before it leads back, in ms. */
  redirectWaitMs: number;
};

export function checkoutRoutes(stripe: StripeParts, settings: CheckoutSettings): StandInRoute[] {
  const { world, checkout } = stripe;
  const withSession = (
    id: string,
    show: (session: SessionRecord) => StandInAnswer | Promise<StandInAnswer>,
    posted = false,
  ) => {
    checkout.expireDue();
    const session = world.sessions.get(id);
    if (!session) return page("Not found", "<h1>There is no such Checkout session.</h1>", [], 404);
    // A second press of the button: the first one has paid.
    if (session.status === "complete" && posted) return redirect(successAddress(session));
    if (session.status !== "open") return overPage(session);
    return show(session);
  };
  const onwards = async (session: SessionRecord, end: PaymentEnd): Promise<StandInAnswer> => {
    if (end === "authenticate") return redirect(`/c/authenticate/${session.id}`);
    if (end === "refused") return redirect(`/c/pay/${session.id}`);
    await checkout.appKnows(session, settings.redirectWaitMs);
    return redirect(successAddress(session));
  };
  return [
    pageRoute(
      "GET",
      /^\/c\/pay\/(\w+)$/,
      (id) => withSession(id, (session) => payPage(stripe, session)),
      "checkout.page",
    ),
    pageRoute(
      "POST",
      /^\/c\/pay\/(\w+)$/,
      (id, _request, field) =>
        withSession(
          id,
          (session) => {
            const [card, method] = [findTestCard(field("with")), world.methods.get(field("with"))];
            const saved =
              method && method.customer !== null && method.customer === session.customer ? method : undefined;
            if (!card && !saved) return page("Not paid", "<h1>Choose what to pay with.</h1>", [], 400);
            return onwards(session, checkout.pay(session, saved ? { method: saved } : { card: card as TestCard }));
          },
          true,
        ),
      "checkout.pay",
    ),
    pageRoute("GET", /^\/c\/authenticate\/(\w+)$/, (id) => withSession(id, authenticatePage), "checkout.page"),
    pageRoute(
      "POST",
      /^\/c\/authenticate\/(\w+)$/,
      (id, _request, field) =>
        withSession(
          id,
          (session) => {
            try {
              return onwards(session, checkout.authenticate(session, field("passed") === "yes"));
            } catch (error) {
              if (error instanceof StripeFailure) return redirect(`/c/pay/${session.id}`);
              throw error;
            }
          },
          true,
        ),
      "checkout.pay",
    ),
  ];
}

const successAddress = ({ successUrl, id }: SessionRecord): string =>
  successUrl.replaceAll("{CHECKOUT_SESSION_ID}", id).replaceAll("%7BCHECKOUT_SESSION_ID%7D", id);

function payPage(stripe: StripeParts, session: SessionRecord): StandInAnswer {
  const { subtotal, tax, total } = totals(session);
  const price = (amount: number) => escapeHtml(priceText(amount, session.currency));
  const customer = stripe.world.customers.get(session.customer ?? "");
  const saved = session.customer === null ? [] : stripe.savedMethods(session.customer);
  const problem = stripe.checkout.intentOf(session)?.lastError?.message;
  const options = [
    ...saved.map((method) => ({ value: method.id, card: testCard(method.card), says: "saved" })),
    ...testCards.map((card) => ({ value: card.key, card, says: says(card, session) })),
  ];
  const choices = options.map(
    ({ value, card, says: words }, index) =>
      `<label class="choice"><input type="radio" name="with" value="${escapeHtml(value)}" required${index === 0 ? " checked" : ""}> <span><b>${escapeHtml(cardLabel(card))}</b> ${escapeHtml(words)}</span></label>`,
  );
  const lines = session.lines.map(
    ({ name, description, quantity }) =>
      `<h1>${escapeHtml(name)}${quantity > 1 ? ` × ${quantity}` : ""}</h1>${description === null ? "" : `<p class="soft">${escapeHtml(description)}</p>`}`,
  );
  const body = `${lines.join("\n")}
<p class="amount">${price(total)}</p>
${tax > 0 ? `<p class="soft">${price(subtotal)} and ${price(tax)} tax</p>` : ""}
${customer?.email ? `<p class="soft">for ${escapeHtml(customer.email)}</p>` : ""}
${problem === undefined ? "" : `<p class="bad" role="alert">${escapeHtml(problem)}</p>`}
<form class="card" method="post" action="/c/pay/${session.id}">
<fieldset><legend>Pay with</legend>
${choices.join("\n")}
</fieldset>
${session.setupFutureUsage ? '<p class="soft">By paying, you allow this business to charge what you pay with for future payments, as agreed with it.</p>' : ""}
<div class="pay"><button class="main">Pay ${price(total)}</button></div>
</form>
${session.cancelUrl === null ? "" : `<p><a class="back" href="${escapeHtml(session.cancelUrl)}">Cancel and go back</a></p>`}`;
  return page(`Pay ${priceText(total, session.currency)}`, body, [session.successUrl, session.cancelUrl]);
}

/** A method that the app did not allow can be tried here all the same, since tests want it; Stripe would not offer it. */
function says(card: TestCard, { allowedTypes }: SessionRecord): string {
  const allowed = allowedTypes?.includes(card.type) ?? true;
  return allowed
    ? card.says
    : `${card.says} (Stripe would not offer it: the app allows ${allowedTypes?.join(" and ")})`;
}

function authenticatePage(session: SessionRecord): StandInAnswer {
  const body = `<h1>3-D Secure</h1>
<p class="soft">Your bank asks whether this payment of ${escapeHtml(priceText(totals(session).total, session.currency))} is yours.</p>
<form class="card" method="post" action="/c/authenticate/${session.id}">
<button class="main" name="passed" value="yes">Complete</button>
<button class="whole" name="passed" value="no">Fail</button>
</form>`;
  return page("3-D Secure", body, [session.successUrl]);
}

function overPage(session: SessionRecord): StandInAnswer {
  const complete = session.status === "complete";
  const target = complete ? successAddress(session) : session.cancelUrl;
  const back = target === null ? "" : `<p><a class="back" href="${escapeHtml(target)}">Go back</a></p>`;
  const words = complete
    ? "You are all done here. This payment was made."
    : "This page has timed out. Go back to start again.";
  return page(complete ? "Done" : "Timed out", `<h1>${words}</h1>${back}`);
}
