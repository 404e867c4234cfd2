import { describe, expect, it } from "vitest";
import { unmask } from "./contact-traces";
import { hasUnlistedPrice } from "./unlisted-prices";

const FACTS = `Now: Monday, 30 November 2026, 14:39 (Europe/Berlin)
Address: Lindenweg 3 10969 Berlin
Services:
- Cut: 45.00 EUR, 60 min, with a wash
- Colour: from 80 to 120 EUR
- Bridal styling: 1.250,00 EUR
- Fringe: 9.50 EUR`;
const has = (text: string, listed = FACTS) => hasUnlistedPrice(unmask(text), unmask(listed));

describe("hasUnlistedPrice", () => {
  it.each([
    "A cut is 45 €.",
    "A cut is €45.",
    "A cut is 45,00 Euro.",
    "EUR 45.- for a cut",
    "CHF 45.–",
    "Colour is 80–120 €, a fringe 9,50 €.",
    "Colour is between €80 and €120, or 80 to 120 euros.",
    "Bridal styling: 1.250 €, or €1,250.00, or 1 250 Euro.",
    "*45* € for a cut",
    "４５ €",
    "The consultation is free: 0 €.",
    "A cut takes 60 minutes, at 14:30 on 24.12.2026.",
    "We have 2 chairs and 3 stylists.",
    "A cut costs 45.",
  ])("lets pass what is listed: %s", (text) => {
    expect(has(text)).toBe(false);
  });

  it.each([
    "A cut is 40 €.",
    "A cut is $ 40",
    "Ein Schnitt kostet 40 Euro.",
    "A cut is 45 € and a beard 20 €.",
    "Colour is 80–130 €.",
    "Colour from €80 to 130",
    "CHF 60.-",
    "It costs 60.",
    "Together that is 125 €.",
    "The fine is 30 €.",
    "Only 3 €!",
    "You get 10 € off.",
    "forty-five euros",
    "fünfzig Euro",
    "50 cents",
    "９９ €",
    "45,50 €",
  ])("stops what is not: %s", (text) => {
    expect(has(text)).toBe(true);
  });

  it("takes numbers without a currency for prices where its owner wrote them so, and no times or measures", () => {
    expect(has("A cut is 45 €, colour from 80 €.", "Cut 45, colour from 80, takes 90 minutes")).toBe(false);
    expect(has("That is 90 €.", "Cut 45, colour from 80, takes 90 minutes")).toBe(true);
    expect(has("That is 45 €.", "Call 030 45 12 45. Open 9 to 18 Uhr.")).toBe(true);
  });

  it("knows no price where none is listed", () => {
    expect(has("A cut is 45 €.", "You answer for Salon Aurora.")).toBe(true);
    expect(has("Someone will tell you the price.", "")).toBe(false);
  });
});
