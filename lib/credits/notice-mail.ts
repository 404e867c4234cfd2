import type { NoticeKind } from "./low-balance";

export type NoticeFacts = { kind: NoticeKind; tenantName: string; balance: number; threshold: number };

export type NoticeMail = { subject: string; text: string; html: string };

/** The mail to the owner. `billingUrl` is where credits are bought and the threshold is set. */
export function writeNoticeMail(facts: NoticeFacts, billingUrl: string): NoticeMail {
  const { subject, lines } = WORDS[facts.kind](facts);
  const paragraphs = [...lines, `Buy credits: ${billingUrl}`];
  return {
    // A line break in a subject would begin another header.
    subject: subject.replace(/\s+/g, " "),
    text: paragraphs.join("\n\n"),
    html: paragraphs.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n"),
  };
}

type Words = { subject: string; lines: string[] };

const WORDS = {
  low: ({ tenantName, balance, threshold }) => {
    const left = balance === 1 ? "1 credit" : `${balance} credits`;
    return {
      subject: `${tenantName}: ${left} left`,
      lines: [
        `${tenantName} has ${left} left. One AI reply costs one credit.`,
        "At 0, AI replies stop; your fixed replies go on.",
        `You get this mail at ${threshold} credits or fewer. Change that number where you buy credits.`,
      ],
    };
  },
  zero: ({ tenantName }) => ({
    subject: `${tenantName}: no credits left, AI replies have stopped`,
    lines: [
      `${tenantName} has no credits left, so AI replies have stopped. Your fixed replies go on as before.`,
      "Messages that the AI would have answered are in your message log.",
      "As soon as you buy credits, AI replies start again.",
    ],
  }),
} satisfies Record<NoticeKind, (facts: NoticeFacts) => Words>;

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
