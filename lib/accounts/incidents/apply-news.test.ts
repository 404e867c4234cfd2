import { describe, expect, it } from "vitest";
import { type AccountEvent, type AccountNews, TROUBLES } from "@/lib/channels/account-news";
import { applyNews, type DatedEvent, type NewsAccount, takesPlaceOf } from "./apply-news";

const T0 = Date.UTC(2026, 10, 1, 12);
const PLATFORM = "platform-waba";
const account = (id: string, part: Partial<NewsAccount> = {}): NewsAccount => ({
  ...{ tenantId: `t-${id}`, accountId: id, externalId: `x-${id}`, groupId: "waba", address: `155500${id}` },
  ...{ onBusinessApp: false, ...part },
});
const ACCOUNTS = [
  account("1"),
  account("2", { onBusinessApp: true }),
  account("3", { groupId: null }),
  account("4", { groupId: "other" }),
];
const deleted: AccountEvent = { kind: "trouble", trouble: "account_deleted", detail: null, endsAt: null };
const news = (event: AccountEvent, about: Partial<AccountNews["about"]> = {}, seconds = 0): AccountNews => ({
  channel: "whatsapp",
  about: { groupId: "waba", externalId: null, address: null, ...about },
  at: new Date(T0 + seconds * 1000),
  event,
});

async function apply(told: AccountNews[], failing: string[] = []) {
  const noted: { id: string; events: readonly DatedEvent[]; by: string }[] = [];
  const asked: unknown[] = [];
  const logged: string[] = [];
  const run = applyNews(
    {
      records: {
        findNewsAccounts: async (_channel, named) => {
          asked.push(named);
          return ACCOUNTS;
        },
        noteNews: async ({ accountId: id }, events, by) => {
          if (failing.includes(id)) throw new Error("away");
          noted.push({ id, events, by });
          return { broke: null };
        },
      },
      clock: { now: () => new Date(T0) },
      log: { info: (event) => logged.push(event), warn: () => undefined, error: (event) => logged.push(event) },
    },
    PLATFORM,
    told,
  );
  const count = await run.catch((error: Error) => error.message);
  return { ids: noted.map(({ id }) => id), noted, asked, logged, count };
}

describe("news goes", () => {
  it("to every account of its group", async () => {
    expect((await apply([news(deleted)])).ids).toEqual(["1", "2"]);
  });

  it("to the one with the address, of the same group only", async () => {
    expect((await apply([news(deleted, { address: "1555002" })])).ids).toEqual(["2"]);
    expect((await apply([news(deleted, { address: "1555004" })])).ids).toEqual([]);
  });

  it("to the one with the id, in whatever group", async () => {
    expect((await apply([news(deleted, { externalId: "x-4" })])).ids).toEqual(["4"]);
    expect((await apply([news(deleted, { externalId: "x-9" })])).ids).toEqual([]);
  });

  it("to the accounts without a group of their own for the platform's, and the operator has to mend them", async () => {
    const { noted, asked } = await apply([news(deleted, { groupId: PLATFORM })]);
    expect(noted).toMatchObject([{ id: "3", by: "operator" }]);
    expect(asked).toEqual([{ groupIds: [PLATFORM], externalIds: [], platformGroup: true }]);
  });

  it("of a changed phone only to numbers that were on one: no other would come back", async () => {
    const offboarded = { ...deleted, trouble: "offboarded" } as const;
    expect((await apply([news(offboarded), news({ kind: "recovery", trouble: "offboarded" })])).ids).toEqual(["2"]);
  });

  it("to nobody here with a word in the log, and nobody is asked when there is none", async () => {
    expect((await apply([news(deleted, { groupId: "foreign" })])).logged).toEqual(["news.of_nobody"]);
    expect((await apply([])).asked).toEqual([]);
  });
});

it("comes in the order in which it happened, and what is said again counts once", async () => {
  const over: AccountEvent = { kind: "over", causes: ["banned"] };
  const about = { externalId: "x-1" };
  const { noted } = await apply([
    news(over, about, 2),
    news(deleted, about, 1),
    news(deleted, about, 3),
    news(over, about, 0),
  ]);
  expect(noted[0]?.events.map(({ event, at }) => [event.kind, at.getTime() - T0])).toEqual([
    ["over", 2_000],
    ["trouble", 3_000],
  ]);
});

it("no more than 50 things are noted of one account at once, the latest", async () => {
  const alert = (subject: string): AccountEvent => ({
    ...{ kind: "warning", cause: { warning: "alert", subject }, detail: null, endsAt: null, mail: false },
  });
  const { noted } = await apply(
    Array.from({ length: 60 }, (_, index) => news(alert(`A${index}`), { externalId: "x-1" }, index)),
  );
  expect(noted[0]?.events).toHaveLength(50);
  expect(noted[0]?.events[0]?.event).toMatchObject({ cause: { subject: "A10" } });
});

it("what a delivery repeats is not spread over the accounts of a group, and is one word in the log", async () => {
  let looks = 0;
  const counted = (kind: "changed" | "pin_changed", seconds: number, about = {}): AccountNews => ({
    ...news({ kind }, about, seconds),
    get event() {
      looks += 1;
      return { kind };
    },
  });
  const looked = async (count: number) => {
    looks = 0;
    const { noted } = await apply(Array.from({ length: count }, (_, index) => counted("changed", index)));
    expect(noted.map(({ events }) => events.length)).toEqual([1, 1]);
    return looks;
  };
  // One look more for each, and none more for each account.
  expect((await looked(300)) - (await looked(200))).toBe(100);
  const foreign = Array.from({ length: 50 }, (_, index) => counted("pin_changed", 0, { address: `${index}` }));
  expect((await apply(foreign)).logged).toEqual(["news.of_nobody"]);
});

it("an account whose news can't be noted costs no other, and is told again by the channel", async () => {
  const { ids, count, logged } = await apply([news(deleted)], ["1"]);
  expect([ids, count, logged]).toEqual([["2"], "away", ["news.not_noted"]]);
});

it("a trouble takes the place of what sends have shown, and of weaker ones alone", () => {
  const stronger = TROUBLES.map((one) => TROUBLES.filter((open) => takesPlaceOf(one, open)));
  expect(stronger.map(({ length }) => length).toSorted()).toEqual([0, 1, 2, 3, 4]);
  expect(TROUBLES.every((one) => takesPlaceOf(one, "auth"))).toBe(true);
  expect(takesPlaceOf("offboarded", "banned")).toBe(false);
});
