/** `/v1/invoices` and `/v1/invoiceitems`: those of purchases, and those that are made, finalized and paid off-session. */
import * as z from "zod";
import { invalid, missing } from "../objects/stripe-error";
import type { InvoiceRecord } from "../records";
import { newId } from "../stripe-world";
import type { Operation } from "./api-route";
import { known as knownCustomer, living } from "./customer-operations";
import { listPage } from "./list-page";
import { currency, flag, listParameters, metadata, parameters, text, whole } from "./parameters";
import { refuseFailed, usable } from "./payment-operations";
import type { StripeParts } from "./stripe-parts";

const created = parameters({
  customer: text,
  currency: currency.optional(),
  auto_advance: z.enum(["false"]).optional(),
  collection_method: z.enum(["charge_automatically"]).optional(),
  automatic_tax: z.strictObject({ enabled: flag }).optional(),
  default_payment_method: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  pending_invoice_items_behavior: z.enum(["exclude"]).optional(),
});

const item = parameters({
  customer: text,
  invoice: text,
  amount: whole,
  currency,
  description: text.optional(),
  metadata: metadata.optional(),
  tax_behavior: z.enum(["exclusive", "unspecified"]).optional(),
  tax_code: text.optional(),
});

export function invoiceOperations(stripe: StripeParts): Operation[] {
  const { world, catalog, invoices } = stripe;
  const known = (id: string, param?: string): InvoiceRecord => {
    const invoice = world.invoices.get(id);
    if (!invoice) throw missing("invoice", id, param);
    return invoice;
  };
  const step = (name: string, from: readonly string[], op: string, run: Step): Operation => ({
    op: `invoices.${op}`,
    method: "POST",
    pattern: new RegExp(`^/v1/invoices/(\\w+)/${name}$`),
    run({ ids: [id = ""], read }) {
      const invoice = known(id);
      const use = run(invoice, read);
      if (!from.includes(invoice.status)) {
        throw invalid(
          `This invoice is ${invoice.status}; it can't be changed that way.`,
          undefined,
          "invoice_not_editable",
        );
      }
      use();
      return catalog.get(id);
    },
  });
  return [
    {
      op: "invoices.list",
      method: "GET",
      pattern: /^\/v1\/invoices$/,
      run({ read }) {
        const given = read(listParameters({ customer: text.optional(), status: text.optional() }));
        if (given.customer !== undefined) knownCustomer(stripe, given.customer, "customer");
        const rows = [...world.invoices.values()].filter(
          (row) => (given.customer ?? row.customer) === row.customer && (given.status ?? row.status) === row.status,
        );
        return listPage(rows, given, "/v1/invoices", ({ id }) => catalog.get(id));
      },
    },
    {
      op: "invoices.create",
      method: "POST",
      pattern: /^\/v1\/invoices$/,
      run({ read }) {
        const given = read(created);
        const customer = living(stripe, given.customer, "customer").id;
        const invoice = invoices.create({
          customer,
          currency: given.currency ?? "usd",
          automaticTax: given.automatic_tax?.enabled ?? false,
          defaultMethod: given.default_payment_method ?? null,
          description: given.description ?? null,
          metadata: given.metadata ?? {},
        });
        return catalog.get(invoice.id);
      },
    },
    {
      op: "invoices.retrieve",
      method: "GET",
      pattern: /^\/v1\/invoices\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        return catalog.get(known(id).id);
      },
    },
    {
      op: "invoiceitems.create",
      method: "POST",
      pattern: /^\/v1\/invoiceitems$/,
      run({ read }) {
        const given = read(item);
        const invoice = known(given.invoice, "invoice");
        if (invoice.status !== "draft" || invoice.customer !== given.customer) {
          throw invalid("This invoice is no draft of this customer.", "invoice", "invoice_not_editable");
        }
        const { description = null, amount } = given;
        const line = { id: newId("il_1"), name: description ?? "", description, unitAmount: amount, quantity: 1 };
        invoice.lines.push(line);
        world.changed();
        const { customer, currency: money, metadata: about = {} } = given;
        return {
          id: newId("ii_1"),
          object: "invoiceitem",
          amount,
          currency: money,
          customer,
          date: invoice.created,
          description,
          discountable: true,
          invoice: invoice.id,
          livemode: false,
          metadata: about,
          proration: false,
          quantity: 1,
        };
      },
    },
    step("finalize", ["draft"], "finalizeInvoice", (invoice, read) => {
      read(parameters({ auto_advance: z.enum(["false"]).optional() }));
      return () => invoices.finalize(invoice);
    }),
    step("void", ["open"], "voidInvoice", (invoice, read) => {
      read(parameters({}));
      return () => invoices.annul(invoice);
    }),
    step("pay", ["draft", "open"], "pay", (invoice, read) => {
      const given = read(parameters({ off_session: flag.optional(), payment_method: text.optional() }));
      return () => {
        const usual = world.customers.get(invoice.customer)?.defaultMethod;
        const wanted = given.payment_method ?? invoice.defaultMethod ?? usual;
        if (!wanted) throw invalid("There is no default_payment_method set on this Customer or Invoice.");
        const method = usable(stripe, wanted, invoice.customer);
        if (invoice.status === "draft") invoices.finalize(invoice);
        // Off-session is what paying an invoice by the API is, unless it is said otherwise.
        refuseFailed(stripe, invoices.pay(invoice, method, given.off_session ?? true));
      };
    }),
  ];
}

/** Reads the parameters first: what is wrong with them comes before what is wrong with the invoice. */
type Step = (invoice: InvoiceRecord, read: Parameters<Operation["run"]>[0]["read"]) => () => void;
