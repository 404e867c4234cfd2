/**
 * Test payment methods and how they behave (docs.stripe.com/testing, docs.stripe.com/declines/codes). `key` is the card's
 * number without spaces, or a name for what is no card.
 */
export type Decline = { code: string; declineCode: string | null; adviceCode: string | null; message: string };

export type TestCard = {
  key: string;
  type: "card" | "link" | "sepa_debit";
  brand: string;
  last4: string;
  /** What the Checkout page and the portal say about it. */
  says: string;
  decline?: Decline;
  /** `once`: not again off-session after it was passed while the card was saved. */
  authentication?: "once" | "always";
  dispute?: "fraudulent" | "inquiry";
  refund?: "pending" | "fails_later";
};

const declined = (declineCode: string, adviceCode: string | null, message: string): Decline => ({
  code: "card_declined",
  declineCode,
  adviceCode,
  message,
});

export const authenticationRequired: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  adviceCode: null,
  message: "Your card was declined. This transaction requires authentication.",
};

const refused = "Your card was declined.";

const card = (key: string, says: string, more: Partial<TestCard> = {}): TestCard => ({
  key,
  type: "card",
  brand: "visa",
  last4: key.slice(-4),
  says,
  ...more,
});

export const testCards: readonly TestCard[] = [
  card("4242424242424242", "pays"),
  card("5555555555554444", "pays", { brand: "mastercard" }),
  { key: "link", type: "link", brand: "Link", last4: "", says: "pays" },
  card("4000002500003155", "3-D Secure once", { authentication: "once" }),
  card("4000002760003184", "3-D Secure every time", { authentication: "always" }),
  { key: "sepa_debit", type: "sepa_debit", brand: "Bank debit", last4: "3000", says: "pays later" },
  card("4000000000000002", "is declined", { decline: declined("generic_decline", "try_again_later", refused) }),
  card("4000000000009995", "has insufficient funds", {
    decline: declined("insufficient_funds", "try_again_later", "Your card has insufficient funds."),
  }),
  card("4000000000000341", "can be saved, but never pays", {
    decline: declined("generic_decline", "try_again_later", refused),
  }),
  card("4000000000009987", "was lost", { decline: declined("lost_card", "do_not_try_again", refused) }),
  card("4000000000009979", "was stolen", { decline: declined("stolen_card", "do_not_try_again", refused) }),
  card("4000000000000069", "has expired", {
    decline: {
      code: "expired_card",
      declineCode: "expired_card",
      adviceCode: "confirm_card_data",
      message: "Your card has expired.",
    },
  }),
  card("4000000000000259", "pays, is disputed as fraudulent", { dispute: "fraudulent" }),
  card("4000000000001976", "pays, its bank inquires", { dispute: "inquiry" }),
  card("4000000000007726", "pays, a refund is pending at first", { refund: "pending" }),
  card("4000000000005126", "pays, a refund fails later", { refund: "fails_later" }),
];

/** Ids that Stripe takes in place of a card in test mode (docs.stripe.com/testing?testing-method=payment-methods). */
const magicIds: Readonly<Record<string, string>> = {
  pm_card_visa: "4242424242424242",
  pm_card_mastercard: "5555555555554444",
  pm_card_visa_chargeDeclined: "4000000000000002",
  pm_card_visa_chargeDeclinedInsufficientFunds: "4000000000009995",
  pm_card_chargeCustomerFail: "4000000000000341",
  pm_card_authenticationRequired: "4000002760003184",
  pm_card_authenticationRequiredOnSetup: "4000002500003155",
  pm_card_chargeDeclinedExpiredCard: "4000000000000069",
  pm_card_chargeDeclinedLostCard: "4000000000009987",
  pm_card_chargeDeclinedStolenCard: "4000000000009979",
  pm_card_createDispute: "4000000000000259",
  pm_card_createDisputeInquiry: "4000000000001976",
  pm_card_pendingRefund: "4000000000007726",
  pm_card_refundFail: "4000000000005126",
};

const byKey = new Map(testCards.map((one) => [one.key, one]));

/** By number (spaces are fine), name, or Stripe's `pm_card_…`; undefined if there is no such test card. */
export function findTestCard(name: string): TestCard | undefined {
  return byKey.get(magicIds[name] ?? name.replaceAll(" ", ""));
}

/** @throws Error if the world holds a card that this table no longer has */
export function testCard(key: string): TestCard {
  const found = byKey.get(key);
  if (!found) throw new Error(`no such test card: ${key}`);
  return found;
}

/** `Visa •••• 4242` */
export function cardLabel({ type, brand, last4 }: TestCard): string {
  const name = type === "card" ? brand.charAt(0).toUpperCase() + brand.slice(1) : brand;
  return last4 === "" ? name : `${name} •••• ${last4}`;
}
