/** Receipts of charges and hosted invoices: whoever has the address may read them, as at Stripe. */
import type { StandInRoute } from "../../http/route";
import type { StripeParts } from "../api/stripe-parts";
import { priceText, refundedOf, totals } from "../objects/amounts";
import { cardLabel, testCard } from "../test-cards";
import { dayText, escapeHtml, page, pageRoute } from "./frame";
import { pageStyle } from "./style";

export function receiptRoutes({ world }: StripeParts): StandInRoute[] {
  return [
    pageRoute("GET", /^\/receipts\/(\w+)$/, (id) => {
      const charge = world.charges.get(id);
      if (!charge) return page("Not found", "<h1>There is no such receipt.</h1>", [], 404);
      const method = world.methods.get(charge.method);
      const refunded = refundedOf(world, id);
      const facts = {
        Paid: dayText(charge.created),
        With: method ? cardLabel(testCard(method.card)) : "",
        Receipt: charge.id,
        ...(refunded > 0 && { Refunded: priceText(refunded, charge.currency) }),
      };
      return page("Receipt", sheet("Receipt", priceText(charge.amount, charge.currency), facts));
    }),
    pageRoute("GET", /^\/i\/(\w+)$/, (id) => {
      const invoice = world.invoices.get(id);
      if (!invoice) return page("Not found", "<h1>There is no such invoice.</h1>", [], 404);
      const { subtotal, tax, total } = totals(invoice);
      const price = (amount: number) => priceText(amount, invoice.currency);
      const facts = {
        Invoice: invoice.number ?? "draft",
        Date: dayText(invoice.created),
        Status: invoice.status,
        ...Object.fromEntries(invoice.lines.map((line) => [line.name, price(line.unitAmount * line.quantity)])),
        ...(tax > 0 && { Subtotal: price(subtotal), Tax: price(tax) }),
      };
      return page("Invoice", sheet("Invoice", price(total), facts));
    }),
    pageRoute("GET", /^\/page\/stripe\.css$/, () => ({
      status: 200,
      headers: { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" },
      body: pageStyle,
    })),
  ];
}

function sheet(title: string, amount: string, facts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(facts).map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return `<div class="card"><h1>${title}</h1><p class="amount">${escapeHtml(amount)}</p><dl>${rows.join("\n")}</dl></div>`;
}
