import { describe, expect, it } from "vitest";
import { FACTS_LIMITS as LIMITS } from "./facts";
import { parseFacts, parseFactsText } from "./parse-facts";
import { whenSchema } from "./when.schema";

/** The design's own example. */
const EXAMPLE = {
  time_zone: "Europe/Berlin",
  hours: { mon: [["09:00", "18:00"]], sun: [] },
  exceptions: [{ date: "2026-12-24", hours: [["09:00", "12:00"]], label: "Christmas Eve" }],
  address: "Lindenweg 3, 10969 Berlin",
  map_link: "https://maps.example/salon",
  phone: "+49 30 901820",
  email: "hello@salon.example",
  website: "https://salon.example",
  services: [{ name: "Cut", price: "45.00", currency: "EUR", minutes: 45, note: "with a wash" }],
  policies: [{ topic: "cancelling", text: "Free until a day before." }],
  questions: [{ question: "Do you take cards?", answer: "Yes, all." }],
};

describe("parseFacts", () => {
  it("takes the design's example as it is, and nothing at all", () => {
    expect(parseFacts(EXAMPLE)).toEqual({ ok: true, facts: EXAMPLE });
    expect(parseFacts({})).toEqual({ ok: true, facts: {} });
  });

  it.each([...Object.keys(EXAMPLE)] as (keyof typeof EXAMPLE)[])("may be without %s", (field) => {
    const { [field]: _left, ...rest } = EXAMPLE;
    expect(parseFacts(rest).ok).toBe(true);
  });

  it.each<[object, string, string]>([
    [
      { services: [{ name: "a" }, { name: "b" }, { name: "c", price: "45,00" }] },
      "services[2].price",
      'must be a decimal number such as "45.00"',
    ],
    [{ services: [{ name: "a", price: 45 }] }, "services[0].price", "must be a text"],
    [
      { services: [{ name: "a", currency: "€" }] },
      "services[0].currency",
      'must be the three letters of a currency such as "EUR"',
    ],
    [{ services: [{ name: "a", minutes: 0 }] }, "services[0].minutes", "must be at least 1"],
    [{ services: [{ price: "1" }] }, "services[0].name", "is missing; expected a text"],
    [{ services: [{ name: "a", cost: "1" }] }, "services[0].cost", "is not a known field"],
    [{ services: Array(101).fill({ name: "a" }) }, "services", "must have at most 100 entries"],
    [{ colour: "red" }, "colour", "is not a known field"],
    [{ time_zone: "Berlin" }, "time_zone", 'must be the name of a time zone such as "Europe/Berlin"'],
    [{ hours: { monday: [] } }, "hours.monday", "is not a known field"],
    [{ hours: { mon: [["9:00", "18:00"]] } }, "hours.mon[0][0]", 'must be a time such as "09:00"'],
    [{ hours: { mon: [["09:00", "24:01"]] } }, "hours.mon[0][1]", 'must be a time such as "18:00"'],
    [{ hours: { mon: [["24:00", "01:00"]] } }, "hours.mon[0][0]", 'must be a time such as "09:00"'],
    [{ hours: { mon: [["09:00"]] } }, "hours.mon[0]", "must have at least 2 entries"],
    [
      { hours: { mon: [["09:00", "09:00"]] } },
      "hours.mon[0]",
      'must not end when it begins; a whole day is ["00:00","24:00"]',
    ],
    [
      {
        hours: {
          mon: [
            ["09:00", "13:00"],
            ["12:59", "18:00"],
          ],
        },
      },
      "hours.mon[1]",
      "overlaps 09:00–13:00",
    ],
    [
      {
        hours: {
          fri: [
            ["23:00", "23:30"],
            ["22:00", "02:00"],
          ],
        },
      },
      "hours.fri[0]",
      "overlaps 22:00–02:00",
    ],
    [{ hours: { mon: Array(7).fill(["09:00", "10:00"]) } }, "hours.mon", "must have at most 6 entries"],
    [
      { exceptions: [{ date: "2026-02-29", hours: [] }] },
      "exceptions[0].date",
      'must be a date of the calendar such as "2026-12-24"',
    ],
    [
      {
        exceptions: [
          { date: "2026-12-24", hours: [] },
          { date: "2026-12-24", hours: [] },
        ],
      },
      "exceptions[1].date",
      "is already the date of exceptions[0]",
    ],
    [{ exceptions: [{ date: "2026-12-24" }] }, "exceptions[0].hours", "is missing; expected a list"],
    [{ map_link: "http://maps.example/x" }, "map_link", "must be a link that begins with https://"],
    [{ website: "https://salon@evil.example" }, "website", "must be a link that begins with https://"],
    [{ phone: "ask inside" }, "phone", "must be a phone number"],
    [{ email: "salon" }, "email", "must be an e-mail address"],
    [{ address: " " }, "address", "must not be empty"],
    [{ address: "a".repeat(301) }, "address", "must have at most 300 characters"],
    [{ address: "\u0000" }, "address", "must not hold characters that can't be kept"],
    [{ questions: [{ question: "?", answer: "" }] }, "questions[0].answer", "must not be empty"],
  ])("refuses %j at %s", (value, path, message) => {
    const parsed = parseFacts(value);
    expect(parsed.ok ? [] : parsed.problems).toContainEqual({ path, message });
  });

  it("bounds all texts together", () => {
    const question = { question: "q".repeat(LIMITS.question), answer: "a".repeat(LIMITS.answer) };
    const message = "must have at most 12000 characters in all texts together, has 20122";
    expect(parseFacts({ questions: Array(25).fill(question) })).toEqual({
      ok: false,
      problems: [{ path: "", message }],
    });
    expect(parseFacts({ questions: Array(14).fill(question) }).ok).toBe(true);
  });

  it("lets spans touch, and reach past midnight", () => {
    const hours = {
      mon: [
        ["18:00", "24:00"],
        ["09:00", "18:00"],
      ],
      tue: [["22:00", "02:00"]],
      wed: [["01:00", "00:00"]],
    };
    expect(parseFacts({ hours }).ok).toBe(true);
  });

  it("says where a text is no JSON", () => {
    expect(parseFactsText('\ufeff{"phone":"110"}')).toEqual({ ok: true, facts: { phone: "110" } });
    const message = 'line 2, column 1: expected a field name in double quotes (")';
    expect(parseFactsText('{"phone":"110",\n}')).toEqual({
      ok: false,
      problems: [{ path: "", message, at: { line: 2, column: 1 } }],
    });
  });
});

describe("whenSchema", () => {
  const hours = (...spans: object[]) => ({ kind: "hours", spans });

  it.each([
    { kind: "open" },
    { kind: "closed" },
    hours({ days: ["mon", "sat"], from: "09:00", to: "17:00" }),
    hours({ days: ["fri"], from: "22:00", to: "03:00" }),
  ])("takes %j", (when) => {
    expect(whenSchema.parse(when)).toEqual(when);
  });

  it.each([
    { kind: "away" },
    { kind: "open", spans: [] },
    hours(),
    hours({ days: [], from: "09:00", to: "17:00" }),
    hours({ days: ["mon", "mon"], from: "09:00", to: "17:00" }),
    hours({ days: ["monday"], from: "09:00", to: "17:00" }),
    hours({ days: ["mon"], from: "09:00", to: "09:00" }),
    hours({ days: ["mon"], from: "9", to: "17:00" }),
    "open",
  ])("refuses %j", (when) => {
    expect(whenSchema.safeParse(when).success).toBe(false);
  });
});
