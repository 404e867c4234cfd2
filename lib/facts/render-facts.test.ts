import { describe, expect, it } from "vitest";
import { FACTS_LIMITS, type Facts } from "./facts";
import { factTexts, renderFacts } from "./render-facts";

const facts: Facts = {
  time_zone: "Europe/Berlin",
  hours: { mon: [["09:00", "18:00"]], tue: [["09:00", "18:00"]] },
  exceptions: [
    { date: "2027-02-01", hours: [], label: "Far away" },
    { date: "2026-12-24", hours: [["09:00", "12:00"]], label: "Christmas Eve" },
    { date: "2026-11-01", hours: [], label: "Long ago" },
  ],
  address: "Lindenweg 3\n10969 Berlin",
  phone: "+49 30 901820",
  email: "hello@salon.example",
  services: [{ name: "Cut", price: "45.00", currency: "EUR", minutes: 45, note: "with a wash" }, { name: "Colour" }],
  policies: [{ topic: "cancelling", text: "Free until a day before." }],
  questions: [{ question: "Cards?", answer: "All\nof them." }],
};

describe("renderFacts", () => {
  it("tells the time, whether it is open, and all that is known", () => {
    expect(renderFacts(facts, new Date("2026-11-30T13:39:00Z"))).toBe(
      [
        "Now: Monday, 30 November 2026, 14:39 (Europe/Berlin)",
        "Open now, until 18:00",
        "Opening hours: Mon, Tue 9:00–18:00; Wed–Sun closed",
        "Other hours on:",
        "- Thursday, 24 December 2026 (Christmas Eve): 9:00–12:00",
        "Address: Lindenweg 3 10969 Berlin",
        "Phone: +49 30 901820",
        "E-mail: hello@salon.example",
        "Services:",
        "- Cut: 45.00 EUR, 45 min, with a wash",
        "- Colour",
        "Policies:",
        "- cancelling: Free until a day before.",
        "Questions and answers:",
        "- Cards? All of them.",
      ].join("\n"),
    );
  });

  it.each<[Facts, string, string]>([
    [facts, "2026-11-30T19:00:00Z", "Closed now, opens tomorrow 9:00"],
    [facts, "2026-12-02T19:00:00Z", "Closed now, opens Monday 9:00"],
    [{ hours: { mon: [] } }, "2026-12-02T19:00:00Z", "Closed now"],
    [{ hours: { mon: [["18:00", "02:00"]] } }, "2026-11-30T20:00:00Z", "Open now, until tomorrow 2:00"],
    [
      {
        exceptions: [],
        hours: Object.fromEntries(
          ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [["00:00", "24:00"]]]),
        ),
      },
      "2026-11-30T20:00:00Z",
      "Open now, day and night",
    ],
  ])("of %j at %s: %s", (given, at, status) => {
    expect(renderFacts(given, new Date(at)).split("\n")[1]).toBe(status);
  });

  it("tells the time alone where nothing is known", () => {
    expect(renderFacts({}, new Date("2026-11-30T13:39:00Z"))).toBe("Now: Monday, 30 November 2026, 13:39 (UTC)");
  });
});

describe("factTexts", () => {
  it("has every word of the owner, and no day, hour or zone", () => {
    const texts = factTexts(facts);
    for (const word of [
      "Far away",
      "Christmas Eve",
      "Long ago",
      "Lindenweg 3 10969",
      "+49 30 901820",
      "hello@",
      "45.00 EUR",
      "with a wash",
      "a day before",
      "All of them",
    ])
      expect(texts).toContain(word);
    expect(texts).not.toMatch(/2026|9:00|Berlin\)|Mon/);
  });

  it("is empty where there is nothing to judge, and the same on every day", () => {
    expect(
      factTexts({ time_zone: "Europe/Berlin", hours: facts.hours, exceptions: [{ date: "2026-12-24", hours: [] }] }),
    ).toBe("");
    expect(factTexts(facts).length).toBeLessThan(FACTS_LIMITS.total);
  });
});
