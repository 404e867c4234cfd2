import { describe, expect, it } from "vitest";
import { type OwnerNotice, writeNoticeMail } from "./notice-mail";

const KINDS: OwnerNotice[] = ["low", "zero", "payment_failed", "top_up_declined", "top_up_off", "top_up_limit"];
const facts = { tenantName: "Salon <b>\r\nBcc: x", balance: 3, threshold: 20, offReason: "no_card" };
const SOLD = { billingUrl: "https://c.example/admin/billing", sold: true, contact: null };

describe.each(KINDS)("the mail %s", (kind) => {
  it("leads to where credits are bought", () => {
    const { subject, text, html } = writeNoticeMail({ ...facts, kind }, SOLD);
    expect(text).toContain("Buy credits: https://c.example/admin/billing");
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain("<b>");
  });
});

describe("where nothing is sold", () => {
  it.each(["low", "zero"] as const)("the mail %s does not say buy, and names the operator", (kind) => {
    const { text } = writeNoticeMail({ ...facts, kind }, { ...SOLD, sold: false, contact: "ask@c.example" });
    expect(text).not.toMatch(/\bbuy/i);
    expect(text).toContain("ask the operator of this Concierge: ask@c.example");
  });
});

it("why auto top-up is off stands in its mail", () => {
  expect(writeNoticeMail({ ...facts, kind: "top_up_off" }, SOLD).text).toContain("the saved card was removed");
});
