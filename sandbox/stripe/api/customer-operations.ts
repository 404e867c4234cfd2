/** `/v1/customers`, their payment methods, and the portal's sessions. */
import * as z from "zod";
import { invalid, missing } from "../objects/stripe-error";
import type { CustomerRecord } from "../records";
import { newId, nowInSeconds } from "../stripe-world";
import { findTestCard } from "../test-cards";
import type { Operation } from "./api-route";
import { listPage } from "./list-page";
import { address, listParameters, metadata, parameters, text } from "./parameters";
import type { StripeParts } from "./stripe-parts";

const traits = {
  email: text.max(512).optional(),
  name: text.max(256).optional(),
  description: text.max(5000).optional(),
  phone: text.optional(),
  preferred_locales: z.array(text).optional(),
  metadata: metadata.optional(),
  address: z.record(z.string(), z.string()).optional(),
  invoice_settings: z.strictObject({ default_payment_method: text.optional() }).optional(),
};

export function customerOperations(stripe: StripeParts): Operation[] {
  const { world, catalog } = stripe;
  const change = (customer: CustomerRecord, given: z.infer<ReturnType<typeof parameters<typeof traits>>>): void => {
    const method = given.invoice_settings?.default_payment_method;
    if (method && world.methods.get(method)?.customer !== customer.id) {
      throw missing("payment method", method, "invoice_settings[default_payment_method]");
    }
    if (given.email !== undefined) customer.email = given.email || null;
    if (given.name !== undefined) customer.name = given.name || null;
    if (given.description !== undefined) customer.description = given.description || null;
    if (method !== undefined) customer.defaultMethod = method || null;
    customer.metadata = mergeMetadata(customer.metadata, given.metadata);
    world.changed();
  };
  return [
    {
      op: "customers.create",
      method: "POST",
      pattern: /^\/v1\/customers$/,
      run({ read }) {
        const given = read(parameters(traits));
        const id = newId("cus_", 14);
        const blank = { email: null, name: null, description: null, defaultMethod: null, deleted: false };
        const customer: CustomerRecord = { id, created: nowInSeconds(), metadata: {}, ...blank };
        change(customer, given);
        world.customers.set(id, customer);
        void stripe.events.emit("customer.created", id);
        return catalog.get(id);
      },
    },
    {
      op: "customers.list",
      method: "GET",
      pattern: /^\/v1\/customers$/,
      run({ read }) {
        const given = read(listParameters({ email: text.optional() }));
        const rows = [...world.customers.values()].filter(
          ({ deleted, email }) => !deleted && (given.email === undefined || email === given.email),
        );
        return listPage(rows, given, "/v1/customers", ({ id }) => catalog.get(id));
      },
    },
    {
      op: "customers.retrieve",
      method: "GET",
      pattern: /^\/v1\/customers\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        return catalog.get(known(stripe, id).id);
      },
    },
    {
      op: "customers.update",
      method: "POST",
      pattern: /^\/v1\/customers\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        change(living(stripe, id), read(parameters(traits)));
        void stripe.events.emit("customer.updated", id);
        return catalog.get(id);
      },
    },
    {
      op: "customers.del",
      method: "DELETE",
      pattern: /^\/v1\/customers\/(\w+)$/,
      run({ ids: [id = ""] }) {
        stripe.deleteCustomer(living(stripe, id));
        return catalog.get(id);
      },
    },
    {
      op: "payment_methods.retrieve",
      method: "GET",
      pattern: /^\/v1\/(?:customers\/\w+\/)?payment_methods\/(\w+)$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        if (!world.methods.has(id)) throw missing("PaymentMethod", id);
        return catalog.get(id);
      },
    },
    ...[/^\/v1\/payment_methods()$/, /^\/v1\/customers\/(\w+)\/payment_methods$/].map(
      (pattern): Operation => ({
        op: "payment_methods.list",
        method: "GET",
        pattern,
        run({ ids: [owner], read }) {
          const given = read(
            listParameters({ customer: text.optional(), type: text.optional(), allow_redisplay: text.optional() }),
          );
          const customer = owner || given.customer;
          if (customer !== undefined) living(stripe, customer, owner ? undefined : "customer");
          const rows = [...world.methods.values()].filter((row) => row.customer !== null && row.customer === customer);
          const shown = rows.filter(({ id }) => given.type === undefined || catalog.get(id).type === given.type);
          return listPage(shown, given, "/v1/payment_methods", ({ id }) => catalog.get(id));
        },
      }),
    ),
    {
      op: "payment_methods.attach",
      method: "POST",
      pattern: /^\/v1\/payment_methods\/(\w+)\/attach$/,
      run({ ids: [id = ""], read }) {
        const { customer } = read(parameters({ customer: text }));
        living(stripe, customer, "customer");
        const card = findTestCard(id);
        const method = card ? stripe.cashier.createMethod(card, customer) : world.methods.get(id);
        if (!method) throw missing("PaymentMethod", id, "payment_method");
        if (method.customer !== customer) {
          throw invalid("This PaymentMethod was used or detached before; it may not be used again.", "payment_method");
        }
        return catalog.get(method.id);
      },
    },
    {
      op: "payment_methods.detach",
      method: "POST",
      pattern: /^\/v1\/payment_methods\/(\w+)\/detach$/,
      run({ ids: [id = ""], read }) {
        read(parameters({}));
        const method = world.methods.get(id);
        if (!method) throw missing("PaymentMethod", id);
        if (method.customer === null) {
          throw invalid("The payment method you provided is not attached to a customer so detachment is impossible.");
        }
        stripe.detach(method);
        return catalog.get(id);
      },
    },
    {
      op: "billing_portal.create",
      method: "POST",
      pattern: /^\/v1\/billing_portal\/sessions$/,
      run({ read }) {
        const given = read(
          parameters({
            customer: text,
            return_url: address.optional(),
            configuration: text.optional(),
            locale: text.optional(),
          }),
        );
        living(stripe, given.customer, "customer");
        const id = newId("bps_1");
        const returnUrl = given.return_url ?? null;
        world.portals.set(id, { id, created: nowInSeconds(), metadata: {}, customer: given.customer, returnUrl });
        world.changed();
        return catalog.get(id);
      },
    },
  ];
}

/** Also one that was deleted. @throws StripeFailure resource_missing */
export function known({ world }: StripeParts, id: string, param?: string): CustomerRecord {
  const customer = world.customers.get(id);
  if (!customer) throw missing("customer", id, param);
  return customer;
}

/** @throws StripeFailure resource_missing, also for one that was deleted */
export function living(stripe: StripeParts, id: string, param?: string): CustomerRecord {
  const customer = known(stripe, id, param);
  if (customer.deleted) throw missing("customer", id, param);
  return customer;
}

/** An empty value removes its key. */
export function mergeMetadata(old: Record<string, string>, given: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...old, ...given }).filter(([, value]) => value !== ""));
}
