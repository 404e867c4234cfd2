import { describe, expect, it } from "vitest";
import type { AccountRef } from "@/lib/accounts/account";
import type { AccountRecord, AccountView } from "@/lib/accounts/account-view";
import type { DatedEvent } from "@/lib/accounts/incidents/apply-news";
import type { IncidentFailure } from "@/lib/accounts/incidents/incident";
import { UpstreamError } from "@/lib/core/errors";
import { anAccount } from "@/lib/testing/fixtures/account-view";
import { MetaBooks, refusal } from "@/lib/testing/fixtures/meta-books";
import { mustRegisterAgain } from "../display-name";
import type { NumberFacts } from "../number-directory.port";
import type { KeptPin } from "../whatsapp-records.port";
import { createFactsRound, type FactsPorts, READ_EVERY_MS } from "./facts-round";

const MINUTE = 60_000;
const noAnswer = () => new UpstreamError("meta", "call", true, "TimeoutError");
const tokenGone = { ...refusal, code: 190, subcode: 463, tokenRefused: true };

type Row = {
  tenantId: string;
  view: AccountView;
  sealedToken: string | null;
  dueAt: number;
  tries: number;
  registerAfter: number | null;
  pin: KeptPin | null;
};

/** Numbers `1`, `2`… each of a tenant of its own, with a token of its own but for `1`, whose is the platform's. */
function world(numbers = 1) {
  const books = new MetaBooks();
  const rows = new Map<string, Row>();
  const logged: string[] = [];
  const told: unknown[] = [];
  const clock = { ms: Date.UTC(2026, 10, 1, 12), now: () => new Date(clock.ms) };
  const open = (sealed: string) => (sealed.startsWith("gone") ? null : sealed.split(":")[1]);
  for (let id = 1; id <= numbers; id += 1) {
    books.addNumber(`${id}`, `waba-${id}`, { qualityRating: "YELLOW" });
    books.tokens.set(id === 1 ? "platform" : `token-${id}`, [`waba-${id}`]);
    rows.set(`${id}`, {
      tenantId: `tenant-${id}`,
      view: anAccount({ id: `${id}`, externalId: `${id}`, wabaId: `waba-${id}`, qualityRating: "GREEN" }),
      sealedToken: id === 1 ? null : `sealed:token-${id}`,
      ...{ dueAt: clock.ms, tries: 0, registerAfter: null, pin: null },
    });
  }
  const row = (id: string) => {
    const found = rows.get(id);
    if (!found) throw new Error("no such row");
    return found;
  };
  const change = ({ accountId }: AccountRef, part: Partial<Row>) => void Object.assign(row(accountId), part);
  const record = ({ tenantId, view, sealedToken, registerAfter }: Row): AccountRecord => ({
    ...{ tenantId, sealedToken },
    view: { ...view, registerAgain: registerAfter !== null },
  });
  const ports = {
    directory: books,
    cipher: { seal: (text: string) => `sealed:${text}`, open },
    platform: { token: "platform", wabaId: "waba-1", callback: "" },
    clock,
    log: {
      info: (event: string) => logged.push(`info ${event}`),
      warn: (event: string) => logged.push(`warn ${event}`),
      error: (event: string) => logged.push(`error ${event}`),
    },
    store: {
      noteFacts: async (_tenant: string, id: string, facts: NumberFacts, health: AccountView["health"]) => {
        const one = row(id);
        const again = mustRegisterAgain(one.view.nameStatus, facts);
        if (again !== null) one.registerAfter = again ? clock.ms : null;
        one.view = { ...one.view, ...facts, health };
        return record(one);
      },
      notePin: async (ref: AccountRef, pin: KeptPin) => change(ref, { pin }),
      forgetPin: async (ref: AccountRef) => change(ref, { pin: null }),
      noteRegistered: async (ref: AccountRef) => change(ref, { registerAfter: null }),
    },
    facts: {
      claimFacts: async (now: Date, until: Date, except: readonly string[]) => {
        const due = [...rows.values()].find((one) => one.dueAt <= now.getTime() && !except.includes(one.tenantId));
        if (!due) return null;
        due.dueAt = until.getTime();
        due.tries += 1;
        return { record: record(due), until };
      },
      noteAnswer: async ({ record: { view } }: { record: AccountRecord }, nextAt: Date) => {
        Object.assign(row(view.id), { dueAt: nextAt.getTime(), tries: 0 });
      },
      postpone: async ({ record: { view } }: { record: AccountRecord }, now: Date) => {
        row(view.id).dueAt = now.getTime() + row(view.id).tries * 5 * MINUTE;
      },
      beginRegistration: async ({ accountId }: AccountRef, now: Date, nextAt: Date) => {
        const one = row(accountId);
        if (one.pin === null || one.registerAfter === null || one.registerAfter > now.getTime()) return null;
        one.registerAfter = nextAt.getTime();
        return one.pin;
      },
      postponeRegistration: async (ref: AccountRef, until: Date) => change(ref, { registerAfter: until.getTime() }),
    },
    news: {
      noteNews: async ({ accountId }: AccountRef, events: readonly DatedEvent[]) => {
        told.push([accountId, ...events.map(({ event }) => event)]);
        return { broke: null };
      },
    },
    incidents: {
      noteIncident: async ({ accountId, cause, code, by }: IncidentFailure) => {
        told.push([accountId, cause, code, by]);
        return { broke: false, throttledUntil: null };
      },
    },
  } as unknown as FactsPorts;
  const round = createFactsRound(ports);
  const later = async (ms: number) => {
    clock.ms += ms;
    await round();
  };
  const registrations = () => books.asked.filter((call) => call.startsWith("register")).length;
  return { books, ports, rows, row, logged, told, clock, later, registrations };
}

/** One number whose name Meta approves, with this PIN kept. */
async function approved(pin: KeptPin | null, facts: Partial<NumberFacts> = {}) {
  const made = world();
  const { books, row, later } = made;
  const number = books.numbers.get("1");
  if (!number) throw new Error("no number");
  Object.assign(number.facts, { nameStatus: "PENDING_REVIEW", ...facts });
  row("1").pin = pin;
  await later(0);
  expect(row("1").registerAfter).toBeNull();
  number.facts.nameStatus = "APPROVED";
  const approve = () => later(READ_EVERY_MS);
  return { ...made, number, approve };
}

describe("a token of the tenant's own", () => {
  const endsIn = async (days: number, id = "2") => {
    const { row, told, clock, later } = world(2);
    const tokenExpiresAt = new Date(clock.ms + days * 86_400_000);
    row(id).view = { ...row(id).view, tokenExpiresAt };
    await later(0);
    return { told, tokenExpiresAt };
  };

  it("that ends within seven days is told, with the day, and none that ends later", async () => {
    const { told, tokenExpiresAt } = await endsIn(7);
    const cause = { warning: "token_ends", subject: null };
    expect(told).toEqual([
      ["2", expect.objectContaining({ kind: "warning", cause, endsAt: tokenExpiresAt, mail: true })],
    ]);
    expect((await endsIn(7.01)).told).toEqual([]);
  });

  it("that has ended is no warning, and the platform's token is its operator's", async () => {
    expect((await endsIn(-1)).told).toEqual([]);
    expect((await endsIn(3, "1")).told).toEqual([]);
  });

  it("that Meta refuses is suspected, though nobody writes, and not again once the number is broken", async () => {
    const { books, row, told, later } = world(2);
    books.faults.set("read 1", tokenGone).set("read 2", tokenGone);
    await later(0);
    expect(told).toEqual([
      ["1", "auth", 190, "operator"],
      ["2", "auth", 190, "tenant"],
    ]);
    for (const id of ["1", "2"]) row(id).view = { ...row(id).view, brokenReason: "auth_190" };
    await later(READ_EVERY_MS);
    expect(told).toHaveLength(2);
  });
});

describe("the round that reads what Meta says", () => {
  it("reads each number that is due with the token that sends for it, and again six hours later", async () => {
    const { books, row, logged, later } = world(2);
    await later(0);
    expect([row("1").view.qualityRating, row("2").view.qualityRating]).toEqual(["YELLOW", "YELLOW"]);
    Object.assign(books.numbers.get("2")?.facts ?? {}, { qualityRating: "RED" });
    await later(READ_EVERY_MS - 1);
    expect(row("2").view.qualityRating).toBe("YELLOW");
    await later(1);
    expect(row("2").view).toMatchObject({ qualityRating: "RED", messagingLimit: "TIER_250" });
    expect(logged).toEqual([]);
  });

  it("keeps what it knows where Meta refuses or does not answer, asks later, and costs no other number", async () => {
    const { books, row, logged, later } = world(3);
    books.faults.set("read 1", tokenGone).set("read 2", noAnswer());
    await later(0);
    expect([row("1"), row("2"), row("3")].map(({ view }) => view.qualityRating)).toEqual(["GREEN", "GREEN", "YELLOW"]);
    expect(logged).toEqual(["info number.facts_refused", "warn number.facts_unanswered"]);
    await later(5 * MINUTE);
    expect([row("1"), row("2")].map(({ view, tries }) => [view.qualityRating, tries])).toEqual([
      ["YELLOW", 0],
      ["YELLOW", 0],
    ]);
  });

  it("makes no error of a token that has expired, nor of one that no key opens", async () => {
    const { books, row, logged, later } = world(2);
    books.tokens.delete("platform");
    row("2").sealedToken = "gone";
    for (let time = 1; time <= 3; time += 1) await later(time * 5 * MINUTE);
    expect(new Set(logged)).toEqual(new Set(["info number.facts_refused"]));
    expect(row("1")).toMatchObject({ tries: 3, view: { qualityRating: "GREEN" } });
  });

  it("leaves the rest for later once Meta is down", async () => {
    const { books, rows, later } = world(20);
    for (const id of rows.keys()) books.faults.set(`read ${id}`, noAnswer());
    await later(0);
    expect([...rows.values()].filter(({ tries }) => tries > 0).length).toBeLessThan(10);
  });
});

describe("a name that Meta approves", () => {
  it("has the number registered again, once, with the PIN that is kept", async () => {
    const { row, approve, later, registrations, logged } = await approved({
      sealedPin: "sealed:123456",
      proven: false,
    });
    await approve();
    expect(registrations()).toBe(1);
    // It was registered, and keeps whatever PIN it had.
    expect(row("1")).toMatchObject({ registerAfter: null, pin: { sealedPin: "sealed:123456", proven: false } });
    for (let time = 0; time < 3; time += 1) await later(READ_EVERY_MS);
    expect(registrations()).toBe(1);
    expect(logged).toEqual(["info number.registered_again"]);
  });

  it("proves the PIN of a number that was not registered, and reads that it is now", async () => {
    const { row, approve } = await approved({ sealedPin: "sealed:123456", proven: false }, { registered: false });
    await approve();
    expect(row("1")).toMatchObject({ pin: { proven: true }, view: { health: { registered: true } } });
  });

  it("waits for its owner where no PIN is kept, and never touches a number that is on the phone", async () => {
    const without = await approved(null);
    await without.approve();
    expect(without.row("1").registerAfter).not.toBeNull();
    const phone = await approved({ sealedPin: "sealed:123456", proven: true }, { onBusinessApp: true });
    await phone.approve();
    expect(phone.row("1").registerAfter).toBeNull();
    expect([without.registrations(), phone.registrations()]).toEqual([0, 0]);
  });

  it("forgets a PIN that Meta refuses, or that no key opens, and does not try again", async () => {
    const wrong = await approved({ sealedPin: "sealed:123456", proven: false }, { registered: false });
    wrong.number.pin = "654321";
    const unreadable = await approved({ sealedPin: "gone", proven: true });
    for (const { row, approve, later, registrations } of [wrong, unreadable]) {
      await approve();
      expect(row("1").pin).toBeNull();
      expect(row("1").registerAfter).not.toBeNull();
      for (let time = 0; time < 20; time += 1) await later(READ_EVERY_MS);
      expect(registrations()).toBe(row("1").view.health?.registered === false ? 1 : 0);
    }
  });

  it("is tried at most six times in 72 hours, and not at all in them once Meta has had enough", async () => {
    const made = await approved({ sealedPin: "sealed:123456", proven: true });
    const { books, row, approve, later, registrations } = made;
    await approve();
    row("1").registerAfter = made.clock.ms;
    const before = registrations();
    for (let time = 0; time < 12; time += 1) {
      books.faults.set("register 1", noAnswer());
      await later(READ_EVERY_MS);
    }
    expect(registrations() - before).toBe(6);
    books.faults.set("register 1", { ...refusal, code: 133016, subcode: null });
    await later(2 * READ_EVERY_MS);
    const refused = registrations();
    for (let time = 1; time < 12; time += 1) await later(READ_EVERY_MS);
    expect(registrations()).toBe(refused);
    await later(READ_EVERY_MS);
    expect(registrations()).toBe(refused + 1);
    expect(row("1").registerAfter).toBeNull();
  });

  it.each(["before", "after"])("is registered in the end where the process dies %s Meta has done it", async (when) => {
    const { books, ports, row, approve, later, registrations } = await approved({
      sealedPin: "sealed:1",
      proven: true,
    });
    const { noteRegistered } = ports.store;
    if (when === "before") books.faults.set("register 1", new Error("killed"));
    else ports.store.noteRegistered = () => Promise.reject(new Error("killed"));
    await approve();
    ports.store.noteRegistered = noteRegistered;
    expect([registrations(), row("1").registerAfter]).toEqual([1, expect.any(Number)]);
    await later(READ_EVERY_MS);
    expect(registrations()).toBe(1);
    await later(READ_EVERY_MS);
    expect([registrations(), row("1").registerAfter]).toEqual([2, null]);
  });
});

it.each<[string | null, string | null, boolean, boolean | null]>([
  ["PENDING_REVIEW", "APPROVED", false, true],
  ["DECLINED", "APPROVED", false, true],
  ["NONE", "AVAILABLE_WITHOUT_REVIEW", false, true],
  ["PENDING_REVIEW", "APPROVED", true, false],
  ["APPROVED", "APPROVED", false, null],
  // Nobody has ever read it: whether it is shown already nobody knows.
  [null, "APPROVED", false, null],
  ["APPROVED", "PENDING_REVIEW", false, false],
  ["PENDING_REVIEW", null, false, null],
])("a name that was %s and is %s, on the phone: %s", (before, nameStatus, onBusinessApp, wanted) => {
  expect(mustRegisterAgain(before, { nameStatus, onBusinessApp })).toBe(wanted);
});
