/** The customer portal: what the customer pays with, and the invoices. Payments without an invoice are not shown, as at Stripe. */
import type { StandInAnswer, StandInRoute } from "../../http/route";
import type { StripeParts } from "../api/stripe-parts";
import { priceText, totals } from "../objects/amounts";
import type { CustomerRecord, MethodRecord, PortalRecord } from "../records";
import { cardLabel, findTestCard, testCard, testCards } from "../test-cards";
import { dayText, escapeHtml, page, pageRoute, redirect } from "./frame";

export function portalRoutes(stripe: StripeParts): StandInRoute[] {
  const { world } = stripe;
  const withPortal = (id: string, use: (portal: PortalRecord, customer: CustomerRecord) => StandInAnswer) => {
    const portal = world.portals.get(id);
    const customer = world.customers.get(portal?.customer ?? "");
    if (!portal || !customer || customer.deleted) return page("Not found", "<h1>This link has expired.</h1>", [], 404);
    return use(portal, customer);
  };
  const change = (what: string, use: (customer: CustomerRecord, chosen: string) => void) =>
    pageRoute("POST", new RegExp(`^/p/session/(\\w+)/${what}$`), (id, _request, field) =>
      withPortal(id, (_portal, customer) => {
        use(customer, field("chosen"));
        world.changed();
        return redirect(`/p/session/${id}`);
      }),
    );
  const own = (customer: CustomerRecord, id: string): MethodRecord | undefined =>
    stripe.savedMethods(customer.id).find((method) => method.id === id);
  const makeDefault = (customer: CustomerRecord, method: MethodRecord): void => {
    customer.defaultMethod = method.id;
    void stripe.events.emit("customer.updated", customer.id);
  };
  return [
    pageRoute("GET", /^\/p\/session\/(\w+)$/, (id) =>
      withPortal(id, (portal, customer) => portalPage(stripe, portal, customer)),
    ),
    change("default", (customer, chosen) => {
      const method = own(customer, chosen);
      if (method) makeDefault(customer, method);
    }),
    change("remove", (customer, chosen) => {
      const method = own(customer, chosen);
      if (method) stripe.detach(method);
    }),
    change("add", (customer, chosen) => {
      const card = findTestCard(chosen);
      if (!card) return;
      const method = stripe.cashier.createMethod(card, customer.id);
      // Saving one here passes the bank's check, as the portal's form does.
      method.setUp = true;
      makeDefault(customer, method);
    }),
  ];
}

function portalPage(stripe: StripeParts, portal: PortalRecord, customer: CustomerRecord): StandInAnswer {
  const act = (what: string, chosen: string, words: string, about: string) =>
    `<form method="post" action="/p/session/${portal.id}/${what}"><input type="hidden" name="chosen" value="${chosen}"><button aria-label="${escapeHtml(`${words}: ${about}`)}">${words}</button></form>`;
  const methods = stripe.savedMethods(customer.id).map((method) => {
    const label = cardLabel(testCard(method.card));
    const isDefault = customer.defaultMethod === method.id;
    const mark = isDefault ? '<span class="tag">Default</span>' : act("default", method.id, "Make default", label);
    return `<li><span class="grow">${escapeHtml(label)}</span>${mark}${act("remove", method.id, "Remove", label)}</li>`;
  });
  const invoices = [...stripe.world.invoices.values()]
    .filter((invoice) => invoice.customer === customer.id && invoice.status !== "draft")
    .reverse()
    .map((invoice) => {
      const price = priceText(totals(invoice).total, invoice.currency);
      const name = invoice.lines.map((line) => line.name).join(", ");
      return `<li><span class="grow"><a href="/i/${invoice.id}">${dayText(invoice.created)}</a> <span class="soft">${escapeHtml(name)}</span></span><span>${escapeHtml(price)}</span><span class="tag">${invoice.status}</span></li>`;
    });
  const cards = testCards
    .filter(({ type }) => type === "card")
    .map((card) => `<option value="${card.key}">${escapeHtml(`${cardLabel(card)} ${card.says}`)}</option>`);
  const nothing = (words: string) => `<p class="soft">${words}</p>`;
  const body = `${portal.returnUrl === null ? "" : `<p><a class="back" href="${escapeHtml(portal.returnUrl)}">Go back</a></p>`}
<h1>Your billing</h1>
<p class="soft">${escapeHtml(customer.email ?? customer.name ?? customer.id)}</p>
<h2>Payment methods</h2>
<div class="card">
${methods.length > 0 ? `<ul>${methods.join("\n")}</ul>` : nothing("None is saved.")}
<form class="row" method="post" action="/p/session/${portal.id}/add">
<label>Add a payment method<select name="chosen">${cards.join("")}</select></label>
<button>Add</button>
</form>
</div>
<h2>Invoices</h2>
<div class="card">${invoices.length > 0 ? `<ul>${invoices.join("\n")}</ul>` : nothing("There are none yet.")}</div>`;
  return page("Your billing", body, [portal.returnUrl]);
}
