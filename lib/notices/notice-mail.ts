import type { NoticeKind } from "@/lib/credits/balance";

/** Every mail about credits: the balance's own, and what became of payments and of auto top-up. */
export type OwnerNotice = NoticeKind | "payment_failed" | "top_up_declined" | "top_up_off" | "top_up_limit";

export const isBalanceNotice = (kind: OwnerNotice): kind is NoticeKind => kind === "low" || kind === "zero";

export type NoticeFacts = {
  kind: OwnerNotice;
  tenantName: string;
  balance: number;
  threshold: number;
  /** Why auto top-up went off by itself, as the billing account has it. */
  offReason: string | null;
};

export type NoticeMail = { subject: string; text: string; html: string };

/** Where more credits come from. Where none are sold the operator grants them; `contact` is a mail address or a link. */
export type CreditSource = { billingUrl: string; sold: boolean; contact: string | null };

/** The mail to the owner, with the way to more credits at its end. */
export function writeNoticeMail(facts: NoticeFacts, source: CreditSource): NoticeMail {
  const { subject, lines } = WORDS[facts.kind](facts);
  const paragraphs = [...lines, ...wayToMore(source)];
  return {
    // A line break in a subject would begin another header.
    subject: subject.replace(/\s+/g, " "),
    text: paragraphs.join("\n\n"),
    html: paragraphs.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n"),
  };
}

function wayToMore({ billingUrl, sold, contact }: CreditSource): string[] {
  if (sold) return [`Buy credits: ${billingUrl}`];
  const asks = "For more credits ask the operator of this Concierge";
  return [contact ? `${asks}: ${contact}` : `${asks}.`, `Your credits: ${billingUrl}`];
}

type Words = { subject: string; lines: string[] };

const PAUSED = "At 0, AI replies stop; your fixed replies go on.";

const WORDS = {
  low: ({ tenantName, balance, threshold }) => {
    const left = balance === 1 ? "1 credit" : `${balance} credits`;
    return {
      subject: `${tenantName}: ${left} left`,
      lines: [
        `${tenantName} has ${left} left. One AI reply costs one credit.`,
        PAUSED,
        `You get this mail at ${threshold} credits or fewer. Change that number on your credits page.`,
      ],
    };
  },
  zero: ({ tenantName }) => ({
    subject: `${tenantName}: no credits left, AI replies have stopped`,
    lines: [
      `${tenantName} has no credits left, so AI replies have stopped. Your fixed replies go on as before.`,
      "Messages that the AI would have answered are in your message log.",
      "As soon as you have credits, AI replies start again.",
    ],
  }),
  payment_failed: ({ tenantName }) => ({
    subject: `${tenantName}: a payment for credits did not arrive`,
    lines: [`A payment for credits of ${tenantName} failed at the bank. No credits were added.`],
  }),
  top_up_declined: ({ tenantName }) => ({
    subject: `${tenantName}: credits could not be bought, the card was declined`,
    lines: [
      `Auto top-up tried to buy credits for ${tenantName}. The bank declined the card, or wants you to confirm the payment.`,
      "Nothing was charged. Buy a pack by hand, with this card or another one.",
      "Auto top-up tries once more in 12 hours. If that fails too, it is switched off.",
      PAUSED,
    ],
  }),
  top_up_off: ({ tenantName, offReason }) => ({
    subject: `${tenantName}: auto top-up is off`,
    lines: [OFF_WORDS[offReason ?? ""] ?? "Auto top-up was switched off.", PAUSED, "You can switch it on again there."],
  }),
  top_up_limit: ({ tenantName }) => ({
    subject: `${tenantName}: auto top-up has reached its monthly limit`,
    lines: [
      `One more pack for ${tenantName} would cost more this month than you allowed, so none is bought by itself until next month.`,
      "Raise the limit, or buy a pack by hand.",
      PAUSED,
    ],
  }),
} satisfies Record<OwnerNotice, (facts: NoticeFacts) => Words>;

const OFF_WORDS: Readonly<Record<string, string>> = {
  declined: "Auto top-up was switched off: the bank declined your card. Nothing was charged.",
  no_card: "Auto top-up was switched off: the saved card was removed.",
  customer_gone: "Auto top-up was switched off: your payment details were deleted at Stripe.",
  taxed: "Auto top-up was switched off: tax is added to each purchase now, which needs Stripe's page.",
  pack_changed: "Auto top-up was switched off: the pack that you chose is not sold at that price any more.",
};

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
