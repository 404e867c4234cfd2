import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import type { Facts } from "./facts";
import { fillPlaceholders, PLACEHOLDERS, unknownPlaceholders } from "./placeholders";

const facts: Facts = {
  time_zone: "Europe/Berlin",
  hours: {
    mon: [["09:00", "18:00"]],
    tue: [
      ["14:00", "21:00"],
      ["09:00", "13:00"],
    ],
    wed: [["09:00", "18:00"]],
    thu: [["09:00", "18:00"]],
    fri: [["09:00", "18:00"]],
    sat: [],
    sun: [],
  },
  exceptions: [{ date: "2026-12-24", hours: [] }],
  address: "Lindenweg 3, 10969 Berlin",
  phone: "+49 30 901820",
  services: [{ name: "Wash & Cut", price: "45.00", currency: "EUR" }, { name: "Colour" }],
};
const monday = "2026-11-30T13:39:00Z";
const saturday = "2026-12-05T13:00:00Z";

describe("fillPlaceholders", () => {
  it.each([
    ["Today: {hours_today}", monday, "Today: 9:00–18:00"],
    ["Today: {hours_today}", "2026-12-01T09:00:00Z", "Today: 9:00–13:00, 14:00–21:00"],
    ["We are {hours_today}.", saturday, "We are closed today."],
    ["{hours_today}", "2026-12-24T09:00:00Z", "closed today"],
    ["{hours_week}", monday, "Mon 9:00–18:00\nTue 9:00–13:00, 14:00–21:00\nWed–Fri 9:00–18:00\nSat, Sun closed"],
    ["Back {next_open}!", saturday, "Back Monday 9:00!"],
    ["Back {next_open}!", "2026-12-01T12:30:00Z", "Back today 14:00!"],
    ["Back {next_open}!", "2026-12-01T20:30:00Z", "Back tomorrow 9:00!"],
    ["Back {next_open}!", monday, "Back now!"],
    ["{address} · {phone}", monday, "Lindenweg 3, 10969 Berlin · +49 30 901820"],
    ["A cut is {price:wash &  CUT}.", monday, "A cut is 45.00 EUR."],
    ["{{address}}", monday, "{Lindenweg 3, 10969 Berlin}"],
    ["Hi {Name}, {1} {a b} {} {address", monday, "Hi {Name}, {1} {a b} {} {address"],
    [
      "{hours_toady} {price} {address:x} {constructor} {toString}",
      monday,
      "{hours_toady} {price} {address:x} {constructor} {toString}",
    ],
  ])("%j at %s is %j", (text, at, filled) => {
    expect(fillPlaceholders(text, facts, new Date(at))).toEqual({ text: filled, missing: [] });
  });

  it("says a far day by its date", () => {
    const closed = Array.from({ length: 9 }, (_, day) => ({ date: `2026-12-0${day + 1}`, hours: [] }));
    const filled = fillPlaceholders("{next_open}", { ...facts, exceptions: closed }, new Date("2026-12-01T08:00:00Z"));
    expect(filled.text).toBe("Thursday, 10 December 2026, 9:00");
  });

  it("leaves out the line of what the facts don't say, and names it", () => {
    const text = "Hello!\nMap: {map_link}\nColour: {price:Colour}, {price:Perm}\nCall {phone}\n{map_link}";
    const { text: filled, missing } = fillPlaceholders(text, facts, new Date(monday));
    expect(filled).toBe("Hello!\nCall +49 30 901820");
    expect(missing).toEqual(["map_link", "price:Colour", "price:Perm"]);
  });

  it("has nothing to fill in without facts", () => {
    for (const one of [
      "{hours_today}",
      "{hours_week}",
      "{next_open}",
      "{address}",
      "{map_link}",
      "{phone}",
      "{price:Cut}",
    ]) {
      for (const none of [null, {}])
        expect(fillPlaceholders(`Hi ${one}`, none, new Date(monday))).toEqual({
          text: "",
          missing: [one.slice(1, -1)],
        });
      expect(unknownPlaceholders(one)).toEqual([]);
    }
    expect(PLACEHOLDERS).toHaveLength(7);
  });

  it("fills no placeholder that the facts themselves hold", () => {
    const sly: Facts = { address: "{phone}", phone: "{address}" };
    expect(fillPlaceholders("{address} {phone}", sly, new Date(monday)).text).toBe("{phone} {address}");
  });

  it("leaves every text without braces as it is", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("{")),
        (text) => {
          expect(fillPlaceholders(text, facts, new Date(monday))).toEqual({ text, missing: [] });
          expect(unknownPlaceholders(text)).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(100) },
    );
  });
});

it.each([
  ["{hours_toady} and {hours_toady}, {adress}", ["hours_toady", "adress"]],
  ["{price} {address:home}", ["price", "address"]],
  ["{Name} {1} {} {a-b} {hours_today}", []],
])("unknown in %j: %j", (text, names) => {
  expect(unknownPlaceholders(text)).toEqual(names);
});
