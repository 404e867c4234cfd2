import { describe, expect, it } from "vitest";
import type { Facts } from "@/lib/facts/facts";
import { parseFacts } from "@/lib/facts/parse-facts";
import { draftOf, factsOf, isUnsaved, usualWeek, withoutEmptyRows } from "./facts-draft";

const facts: Facts = {
  time_zone: "Europe/Berlin",
  hours: {
    mon: [["09:00", "18:00"]],
    tue: [],
    wed: [],
    thu: [],
    fri: [["18:00", "00:00"]],
    sat: [["00:00", "24:00"]],
    sun: [],
  },
  exceptions: [
    { date: "2026-12-24", hours: [["09:00", "12:00"]], label: "Christmas Eve" },
    { date: "2026-12-25", hours: [] },
  ],
  address: "Lindenweg 3, 10969 Berlin",
  map_link: "https://maps.example/salon",
  phone: "+49 30 901820",
  email: "hello@salon.example",
  website: "https://salon.example",
  services: [{ name: "Cut", price: "45.00", currency: "EUR", minutes: 45, note: "with a wash" }, { name: "Colour" }],
  policies: [{ topic: "cancelling", text: "Free until a day before." }],
  questions: [{ question: "Cards?", answer: "Yes." }],
};

describe("a draft of facts", () => {
  it("gives back what was loaded", () => {
    expect(factsOf(draftOf(facts))).toEqual(facts);
    expect(factsOf(draftOf({}))).toEqual({});
    expect(isUnsaved(draftOf(facts), facts)).toBe(false);
  });

  it("shows the end of a day as 00:00, which ends there too", () => {
    const draft = draftOf({ hours: { mon: [["18:00", "24:00"]] } });
    expect(draft.week.mon[0]).toMatchObject({ from: "18:00", to: "00:00" });
    expect(factsOf(draft).hours?.mon).toEqual([["18:00", "00:00"]]);
  });

  it("names every day once hours are told, and none before", () => {
    const draft = draftOf({});
    expect(factsOf({ ...draft, hoursTold: true }).hours).toEqual({
      mon: [],
      tue: [],
      wed: [],
      thu: [],
      fri: [],
      sat: [],
      sun: [],
    });
    expect(parseFacts(factsOf({ ...draft, hoursTold: true, week: usualWeek() }, "Europe/Berlin")).ok).toBe(true);
  });

  it("takes prices and links as people write them, and leaves empty rows and fields out", () => {
    const draft = draftOf(facts);
    const typed = {
      ...draft,
      contacts: { ...draft.contacts, website: " salon.example ", phone: " " },
      services: [
        { key: "1", name: " Cut ", price: "45,50", currency: "eur", minutes: "", note: "" },
        { key: "2", name: "", price: " ", currency: "EUR", minutes: "", note: "" },
        { key: "3", name: "Colour", price: "", currency: "EUR", minutes: "", note: "" },
      ],
      questions: [{ key: "4", head: "", text: "" }],
    };
    const sent = factsOf(withoutEmptyRows(typed));
    expect(sent).toMatchObject({ website: "https://salon.example" });
    expect(sent.services).toEqual([{ name: "Cut", price: "45.50", currency: "EUR" }, { name: "Colour" }]);
    expect("phone" in sent || "questions" in sent).toBe(false);
    expect(isUnsaved(typed, facts)).toBe(true);
  });

  it("has the browser's time zone where none is told", () => {
    expect(factsOf(draftOf({}), "Europe/Berlin")).toEqual({ time_zone: "Europe/Berlin" });
    expect(factsOf(draftOf(facts), "Asia/Tokyo").time_zone).toBe("Europe/Berlin");
    // That alone is nothing that somebody typed.
    expect(isUnsaved(draftOf({}), {})).toBe(false);
  });
});
