import { describe, expect, it } from "vitest";
import { type HandOverFacts, writeHandOverMail } from "./hand-over-mail";

const FACTS: HandOverFacts = {
  accountId: "a1",
  accountName: "Salon Mia",
  customer: "4915112345678",
  cause: "rule",
  ruleLabel: "Complaints",
  askedAt: new Date("2026-07-01T12:05:00Z"),
  restsUntil: new Date("2026-07-02T00:05:00Z"),
  timeZone: null,
  wholeNumber: false,
  wantsWords: false,
};
const write = (change: Partial<HandOverFacts> = {}, words: string | null = null) =>
  writeHandOverMail({ ...FACTS, ...change }, "https://concierge.example", words);

describe("the mail about a hand-over", () => {
  it("names account, rule and time, and of the number what tells two customers apart", () => {
    const { subject, text, html } = write();
    expect(subject).toBe("Salon Mia: a customer wants a person (…678)");
    expect(text).toContain("Your rule “Complaints” says so.");
    expect(text).toContain(
      "At 1 Jul 2026, 12:05 UTC. Concierge leaves this customer to you until 2 Jul 2026, 00:05 UTC.",
    );
    expect(text).toContain("https://concierge.example/admin/whatsapp/a1#by-hand");
    for (const part of [subject, text, html]) expect(part).not.toContain("15112345");
    expect(text).not.toContain("wa.me");
  });

  it("has the whole number and the way to the chat where the owner wants it", () => {
    const { text } = write({ wholeNumber: true });
    expect(text).toContain("+4915112345678");
    expect(text).toContain("https://wa.me/4915112345678");
    expect(write({ wholeNumber: true, customer: "US.134912" }).text).not.toContain("wa.me");
  });

  it("says so where Concierge goes on", () => {
    expect(write({ restsUntil: null }).text).toContain("Concierge goes on answering this customer.");
  });

  it("tells times in the zone of the business, and in UTC where there is none or an unknown one", () => {
    expect(write({ timeZone: "Europe/Berlin" }).text).toContain("At 1 Jul 2026, 14:05 (Europe/Berlin).");
    expect(write({ timeZone: "Europe/Atlantis" }).text).toContain("12:05 UTC");
  });

  it("holds the words where they are wanted and there, else says that they are gone", () => {
    const { text, html } = write({ wantsWords: true }, "my colour is <green>!\nhelp");
    expect(text).toContain("They wrote:\n\nmy colour is <green>!\nhelp");
    expect(html).toContain("my colour is &lt;green&gt;!<br>help");
    expect(write({ wantsWords: true }).text).toContain("not kept any more");
    expect(write().text).not.toContain("wrote");
    expect(write({ wantsWords: true }, " ").text).not.toContain("They wrote");
  });

  it("lets no account name begin another header", () => {
    expect(write({ accountName: "Mia\r\nBcc: x@example.com" }).subject).not.toMatch(/[\r\n]/);
  });

  it.each([
    ["asked", "They asked for a person."],
    ["ai", "The AI could not help any further (rule “Complaints”)."],
    ["guard", "The AI’s answer to rule “Complaints” broke a rule twice, so it was not sent."],
  ] as const)("says why: %s", (cause, words) => expect(write({ cause }).text).toContain(words));
});
