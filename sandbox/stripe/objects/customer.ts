/** Customers and the payment methods that they saved, as the API shows them. */
import type Stripe from "stripe";
import type { CustomerRecord, MethodRecord } from "../records";
import { testCard } from "../test-cards";

export function customerObject(customer: CustomerRecord): Stripe.Customer | Stripe.DeletedCustomer {
  if (customer.deleted) return { id: customer.id, object: "customer", deleted: true };
  return {
    id: customer.id,
    object: "customer",
    address: null,
    balance: 0,
    created: customer.created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: customer.description,
    discount: null,
    email: customer.email,
    invoice_prefix: invoicePrefix(customer),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: customer.defaultMethod,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: customer.metadata,
    name: customer.name,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
}

/** Numbers of a customer's invoices start with it. */
export const invoicePrefix = ({ id }: Pick<CustomerRecord, "id">): string => id.slice(-8).toUpperCase();

const nobody: Stripe.PaymentMethod.BillingDetails = {
  address: null,
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

export function methodObject(method: MethodRecord): Stripe.PaymentMethod {
  const { key, type, brand, last4 } = testCard(method.card);
  return {
    id: method.id,
    object: "payment_method",
    allow_redisplay: method.setUp ? "always" : "limited",
    billing_details: nobody,
    created: method.created,
    customer: method.customer,
    customer_account: null,
    livemode: false,
    metadata: method.metadata,
    type,
    ...(type === "link" && { link: { email: "owner@demo.example" } }),
    ...(type === "sepa_debit" && {
      sepa_debit: {
        bank_code: "37040044",
        branch_code: "",
        country: "DE",
        fingerprint: key,
        generated_from: null,
        last4,
      },
    }),
    ...(type === "card" && {
      card: {
        brand,
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
        country: "US",
        display_brand: brand,
        exp_month: 12,
        exp_year: 2034,
        fingerprint: key,
        funding: "credit",
        generated_from: null,
        last4,
        networks: { available: [brand], preferred: null },
        regulated_status: "unregulated",
        three_d_secure_usage: { supported: true },
        wallet: null,
      },
    }),
  };
}
