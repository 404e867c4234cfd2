import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { type Facts, type Span, WEEKDAYS, type Weekday } from "./facts";
import { reachOf } from "./hours-words";
import { holdsWhen, isOpenAt, nextOpening, openUntil, type WhenCondition } from "./opening-hours";
import { dateOf, dayOf, instantsOf, isTimeZone, wallTimeOf, weekdayOf } from "./wall-clock";

const berlin: Facts = {
  time_zone: "Europe/Berlin",
  hours: {
    mon: [["09:00", "18:00"]],
    tue: [
      ["09:00", "13:00"],
      ["14:00", "18:00"],
    ],
    fri: [["18:00", "02:00"]],
    sun: [],
  },
  exceptions: [
    { date: "2026-12-24", hours: [["09:00", "12:00"]], label: "Christmas Eve" },
    { date: "2026-12-28", hours: [] },
  ],
};
const zone = (time_zone: string): Facts => ({
  time_zone,
  hours: { sun: [["02:30", "03:30"]], mon: [["09:00", "10:00"]] },
});
const always: Facts = {
  time_zone: "Asia/Kolkata",
  hours: Object.fromEntries(WEEKDAYS.map((day) => [day, [["00:00", "24:00"]]])) as Facts["hours"],
};

describe("isOpenAt", () => {
  it.each<[string, Facts, string, boolean | null]>([
    ["a minute before", berlin, "2026-11-30T07:59:59Z", false],
    ["at the beginning", berlin, "2026-11-30T08:00:00Z", true],
    ["a moment before the end", berlin, "2026-11-30T16:59:59.999Z", true],
    ["at the end", berlin, "2026-11-30T17:00:00Z", false],
    ["in summer time an hour earlier", berlin, "2026-07-06T07:00:00Z", true],
    ["between two spans", berlin, "2026-12-01T12:30:00Z", false],
    ["in the second span", berlin, "2026-12-01T13:00:00Z", true],
    ["past midnight", berlin, "2026-12-05T00:59:00Z", true],
    ["when the night is over", berlin, "2026-12-05T01:00:00Z", false],
    ["on a day that is left out", berlin, "2026-12-02T11:00:00Z", false],
    ["on a holiday's short hours", berlin, "2026-12-24T10:59:00Z", true],
    ["after a holiday's short hours", berlin, "2026-12-24T11:00:00Z", false],
    ["on a Monday that is closed", berlin, "2026-12-28T10:00:00Z", false],
    [
      "on the other side of the date line",
      { ...berlin, time_zone: "Pacific/Kiritimati" },
      "2026-11-29T19:00:00Z",
      true,
    ],
    ["45 minutes off", { ...berlin, time_zone: "Asia/Kathmandu" }, "2026-11-30T03:15:00Z", true],
    ["day and night", always, "2026-03-29T01:00:00Z", true],
    ["without hours", { time_zone: "Europe/Berlin", address: "1 High St" }, "2026-11-30T10:00:00Z", null],
    ["without any day", { hours: {} }, "2026-11-30T10:00:00Z", null],
    [
      "with one exception only, on its day",
      { exceptions: [{ date: "2026-11-30", hours: [] }] },
      "2026-11-30T10:00:00Z",
      false,
    ],
    [
      "with one exception only, on another",
      { exceptions: [{ date: "2026-11-29", hours: [] }] },
      "2026-11-30T10:00:00Z",
      null,
    ],
    ["without a time zone it is UTC", { hours: { mon: [["09:00", "18:00"]] } }, "2026-11-30T17:59:00Z", true],
  ])("%s", (_name, facts, at, open) => {
    expect(isOpenAt(facts, new Date(at))).toBe(open);
  });

  it("lets an exception replace the hours that begin on its day, not the night before", () => {
    const facts: Facts = { ...berlin, exceptions: [{ date: "2026-12-05", hours: [] }] };
    expect(isOpenAt(facts, new Date("2026-12-05T00:30:00Z"))).toBe(true);
    const friday: Facts = { ...berlin, exceptions: [{ date: "2026-12-04", hours: [] }] };
    expect(isOpenAt(friday, new Date("2026-12-05T00:30:00Z"))).toBe(false);
  });
});

describe("when clocks are changed", () => {
  const open = (facts: Facts, ...times: string[]) => times.map((at) => isOpenAt(facts, new Date(at)));

  it("begins at the change where a time is left out", () => {
    // 29 March 2026: 02:00 becomes 03:00 in Berlin, at 01:00 UTC.
    expect(
      open(
        zone("Europe/Berlin"),
        "2026-03-29T00:59:59Z",
        "2026-03-29T01:00:00Z",
        "2026-03-29T01:29:59Z",
        "2026-03-29T01:30:00Z",
      ),
    ).toEqual([false, true, true, false]);
    // 8 March 2026: 02:00 becomes 03:00 in New York, at 07:00 UTC.
    expect(
      open(zone("America/New_York"), "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z"),
    ).toEqual([false, true, false]);
  });

  it("is open from the first to the last where a time is there twice", () => {
    // 25 October 2026: 03:00 becomes 02:00 in Berlin, at 01:00 UTC.
    expect(
      open(
        zone("Europe/Berlin"),
        "2026-10-25T00:29:59Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:15:00Z",
        "2026-10-25T02:29:59Z",
        "2026-10-25T02:30:00Z",
      ),
    ).toEqual([false, true, true, true, false]);
    // South of the equator: 5 April 2026 in Sydney, 03:00 becomes 02:00 at 16:00 UTC of the day before.
    expect(
      open(
        zone("Australia/Sydney"),
        "2026-04-04T15:29:59Z",
        "2026-04-04T15:30:00Z",
        "2026-04-04T17:29:59Z",
        "2026-04-04T17:30:00Z",
      ),
    ).toEqual([false, true, true, false]);
  });

  it("closes at the last of a time that is there twice", () => {
    // 02:30 is at 00:30 and at 01:30 UTC.
    const bar: Facts = { time_zone: "Europe/Berlin", hours: { sat: [["22:00", "02:30"]] } };
    expect(open(bar, "2026-10-25T00:30:00Z", "2026-10-25T01:29:59Z", "2026-10-25T01:30:00Z")).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("keeps a night's end by the wall's clock", () => {
    const night: Facts = { time_zone: "Europe/Berlin", hours: { sat: [["22:00", "05:00"]] } };
    expect(open(night, "2026-03-29T02:59:59Z", "2026-03-29T03:00:00Z")).toEqual([true, false]);
    expect(open(night, "2026-10-25T03:59:59Z", "2026-10-25T04:00:00Z")).toEqual([true, false]);
  });

  it("knows a change of half an hour and one at midnight", () => {
    // Lord Howe, 4 October 2026: 02:00 becomes 02:30 at 15:30 UTC. Beirut, 29 March 2026: 00:00 becomes 01:00 at 22:00 UTC.
    expect(new Date(instantsOf("Australia/Lord_Howe", dayOf("2026-10-04"), 135).first).toISOString()).toBe(
      "2026-10-03T15:30:00.000Z",
    );
    expect(new Date(instantsOf("Asia/Beirut", dayOf("2026-03-29"), 30).first).toISOString()).toBe(
      "2026-03-28T22:00:00.000Z",
    );
  });
});

describe("nextOpening and openUntil", () => {
  const next = (facts: Facts, at: string) => nextOpening(facts, new Date(at))?.toISOString() ?? null;

  it.each<[string, Facts, string, string | null]>([
    ["later today", berlin, "2026-12-01T12:10:00Z", "2026-12-01T13:00:00.000Z"],
    ["now, while it is open", berlin, "2026-12-01T13:10:00Z", "2026-12-01T13:10:00.000Z"],
    ["over the weekend", berlin, "2026-12-05T12:00:00Z", "2026-12-07T08:00:00.000Z"],
    ["over a closed Monday", berlin, "2026-12-26T12:00:00Z", "2026-12-29T08:00:00.000Z"],
    ["of no hours", {}, "2026-12-26T12:00:00Z", null],
    ["of a closed week", { hours: { mon: [] } }, "2026-12-26T12:00:00Z", null],
    [
      "of one day far ahead",
      { exceptions: [{ date: "2031-05-01", hours: [["10:00", "11:00"]] }] },
      "2026-12-26T12:00:00Z",
      "2031-05-01T10:00:00.000Z",
    ],
  ])("%s", (_name, facts, at, expected) => {
    expect(next(facts, at)).toBe(expected);
  });

  it("looks past a hundred closed Mondays", () => {
    const first = dayOf("2026-12-07");
    const exceptions = Array.from({ length: 100 }, (_, week) => ({ date: dateOf(first + 7 * week), hours: [] }));
    const facts: Facts = { hours: { mon: [["09:00", "18:00"]] }, exceptions };
    expect(next(facts, "2026-12-05T12:00:00Z")).toBe(`${dateOf(first + 700)}T09:00:00.000Z`);
  });

  it("joins spans that follow each other, over midnight too", () => {
    const facts: Facts = {
      hours: {
        mon: [["18:00", "24:00"]],
        tue: [
          ["00:00", "02:00"],
          ["02:00", "04:00"],
        ],
      },
    };
    expect(openUntil(facts, new Date("2026-11-30T20:00:00Z"))?.toISOString()).toBe("2026-12-01T04:00:00.000Z");
    expect(openUntil(facts, new Date("2026-12-01T04:00:00Z"))).toBeNull();
    expect(openUntil(always, new Date("2026-12-01T04:00:00Z"))).toBeNull();
  });
});

const time = fc
  .integer({ min: 0, max: 95 })
  .map(
    (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`,
  );
const span = fc
  .tuple(time, fc.oneof(time, fc.constant("24:00")))
  .filter(([from, to]) => from !== to) as fc.Arbitrary<Span>;
const spans = fc.array(span, { maxLength: 3 });
const timeZone = fc.constantFrom(
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Africa/Casablanca",
  "America/St_Johns",
  "Asia/Beirut",
  "UTC",
);
const someFacts: fc.Arbitrary<Facts> = fc.record(
  {
    time_zone: timeZone,
    hours: fc.dictionary(fc.constantFrom(...WEEKDAYS), spans) as fc.Arbitrary<Partial<Record<Weekday, Span[]>>>,
    exceptions: fc.uniqueArray(
      fc.record({ date: fc.integer({ min: dayOf("2026-01-01"), max: dayOf("2027-12-31") }).map(dateOf), hours: spans }),
      { maxLength: 8, selector: ({ date }) => date },
    ),
  },
  { requiredKeys: [] },
);
/** Half of all are near a change of clocks. */
const instant = fc.oneof(
  fc.date({ min: new Date("2026-01-01T00:00:00Z"), max: new Date("2027-12-31T00:00:00Z"), noInvalidDate: true }),
  fc
    .tuple(
      fc.constantFrom(
        "2026-03-29T01:00:00Z",
        "2026-10-25T01:00:00Z",
        "2026-03-08T07:00:00Z",
        "2026-11-01T06:00:00Z",
        "2026-10-03T15:30:00Z",
      ),
      fc.integer({ min: -26 * 60, max: 26 * 60 }),
    )
    .map(([at, minutes]) => new Date(Date.parse(at) + minutes * 60_000)),
);

describe("of any facts", () => {
  it("an instant is open or closed or unsaid, never two of them", () => {
    fc.assert(
      fc.property(someFacts, instant, (facts, at) => {
        const held = (["open", "closed"] as const).filter((kind) => holdsWhen({ kind }, facts, at));
        expect(held.length).toBe(isOpenAt(facts, at) === null ? 0 : 1);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("what opens next is open, and nothing before it is", () => {
    fc.assert(
      fc.property(
        someFacts,
        instant,
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 10, maxLength: 10 }),
        (facts, at, between) => {
          const next = nextOpening(facts, at);
          if (next) expect(isOpenAt(facts, next)).toBe(true);
          const until = next?.getTime() ?? at.getTime() + 20 * 86_400_000;
          for (const share of between) {
            const one = at.getTime() + Math.floor(share * (until - at.getTime()));
            if (one < until) expect(isOpenAt(facts, new Date(one))).not.toBe(true);
          }
          // The millisecond before is closed, or it is not the first.
          if (next && next.getTime() > at.getTime())
            expect(isOpenAt(facts, new Date(next.getTime() - 1))).not.toBe(true);
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it("it stays open until it closes", () => {
    fc.assert(
      fc.property(someFacts, instant, (facts, at) => {
        const until = openUntil(facts, at);
        if (until === null) return;
        expect([isOpenAt(facts, new Date(until.getTime() - 1)), isOpenAt(facts, until)]).toEqual([
          true,
          expect.not.toSatisfy((open) => open === true),
        ]);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("away from changes of clocks it is open when the wall's clock is within a span", () => {
    fc.assert(
      fc.property(someFacts, fc.integer({ min: 0, max: 60 * 24 * 60 }), (facts, minute) => {
        const at = new Date(Date.parse("2026-05-10T00:00:00Z") + minute * 60_000);
        const { day, time: now } = wallTimeOf(facts.time_zone ?? "UTC", at);
        const [hours = 0, minutes = 0] = now.split(":").map(Number);
        const clock = hours * 60 + minutes;
        const on = (date: number): Span[] =>
          facts.exceptions?.find((one) => one.date === dateOf(date))?.hours ?? facts.hours?.[weekdayOf(date)] ?? [];
        const startOf = ([from]: Span) => Number(from.slice(0, 2)) * 60 + Number(from.slice(3));
        const today = on(day).some((one) => startOf(one) <= clock && clock < reachOf(one));
        const lastNight = on(day - 1).some((one) => clock + 1_440 < reachOf(one));
        expect(isOpenAt(facts, at) === true).toBe(today || lastNight);
      }),
      { numRuns: propertyRuns(300) },
    );
  });
});

describe("holdsWhen", () => {
  const shop: WhenCondition = {
    kind: "hours",
    spans: [
      { days: ["mon", "sat"], from: "09:00", to: "17:00" },
      { days: ["fri"], from: "22:00", to: "03:00" },
    ],
  };

  it.each<[string, WhenCondition, Facts | null, string, boolean]>([
    ["open without facts", { kind: "open" }, null, "2026-11-30T10:00:00Z", false],
    ["closed without facts", { kind: "closed" }, null, "2026-11-30T10:00:00Z", false],
    ["closed without hours", { kind: "closed" }, { phone: "110" }, "2026-11-30T10:00:00Z", false],
    ["open", { kind: "open" }, berlin, "2026-11-30T10:00:00Z", true],
    ["closed while open", { kind: "closed" }, berlin, "2026-11-30T10:00:00Z", false],
    ["closed", { kind: "closed" }, berlin, "2026-11-30T19:00:00Z", true],
    ["hours of its own", shop, berlin, "2026-12-05T15:59:00Z", true],
    ["hours of its own, over", shop, berlin, "2026-12-05T16:00:00Z", false],
    ["hours past midnight", shop, berlin, "2026-12-05T01:59:00Z", true],
    ["hours without facts are UTC", shop, null, "2026-12-05T16:59:00Z", true],
    ["hours know no exceptions", shop, berlin, "2026-12-28T10:00:00Z", true],
  ])("%s", (_name, when, facts, at, holds) => {
    expect(holdsWhen(when, facts, new Date(at))).toBe(holds);
  });
});

it.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Europe/Hamburg", false],
  ["+01:00", false],
  ["", false],
  [`Europe/${"a".repeat(100)}`, false],
])("time zone %j: %s", (name, known) => {
  expect(isTimeZone(name)).toBe(known);
});
