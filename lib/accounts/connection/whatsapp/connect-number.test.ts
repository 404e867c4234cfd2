import { describe, expect, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { MetaBooks } from "@/lib/testing/fixtures/meta-books";
import type { AccountPorts } from "../account-records.port";
import { connectNumber } from "./connect-number";
import { lookUpNumber } from "./prove-control";
import type { NewNumber } from "./whatsapp-records.port";

const stamp = { tenantId: "tenant", personId: "person", action: "account.connect", at: new Date(0) };
const denied = { ok: false, code: 200, subcode: null, tokenRefused: true, said: "No permission" } as const;

/** `held`: numbers that have an account; `hidden`: such that only the database sees, as in a race. */
function world({ held = [] as string[], hidden = [] as string[], inWaba = 0 } = {}) {
  const books = new MetaBooks();
  books.tokens.set("own", ["200"]).set("platform", ["100"]).set("foreign", ["300"]);
  books.addNumber("7", "200");
  books.addNumber("8", "100");
  const added: NewNumber[] = [];
  const warned: string[] = [];
  const store = {
    isConnected: async (id: string) => held.includes(id),
    isAssigned: async (_tenant: string, id: string) => id === "8",
    countInWaba: async (wabaId: string) => inWaba + added.filter((one) => one.wabaId === wabaId).length,
    add: async (_stamp: unknown, number: NewNumber) => {
      if (hidden.includes(number.numberId)) return false;
      added.push(number);
      return true;
    },
  };
  const ports = {
    store,
    directory: books,
    cipher: { seal: (text: string) => `sealed:${text}` },
    ids: { newId: () => "new" },
    log: { info: () => undefined, warn: (event: string) => warned.push(event), error: () => undefined },
    platform: { token: "platform", wabaId: "100", callback: "" },
  } as unknown as AccountPorts;
  const connect = (token: string | null, numberId = "7", wabaId: string | null = null) =>
    connectNumber(ports, stamp, { numberId, token, wabaId });
  return { books, store, ports, added, warned, connect };
}

const connected = { kind: "connected", accountId: "new" };

describe("connectNumber with a token of the tenant's own", () => {
  it("takes in what the token lists and subscribes, by that token alone", async () => {
    const { books, added, connect } = world();
    expect(await connect("own")).toEqual(connected);
    expect(books.asked).toEqual(["subscribe 200"]);
    expect(added).toMatchObject([{ wabaId: "200", sealedToken: "sealed:own" }]);
  });

  it.each<[string, Partial<MetaBooks>]>([
    ["its scopes are called otherwise", { scopes: ["whatsapp_business_manage_events"] }],
    ["no scope is named", { scopes: [] }],
    ["it names no WABA, and Meta says where the number is", { targetless: new Set(["own"]) }],
  ])("does not mind that %s", async (_what, change) => {
    const { books, connect } = world();
    Object.assign(books, change);
    expect(await connect("own")).toEqual(connected);
  });

  it("asks for the WABA where nobody says it, and takes the owner's word only as a place to look", async () => {
    const { books, connect } = world();
    books.targetless.add("own");
    books.tellsWabas = false;
    expect(await connect("own")).toMatchObject({ kind: "refused", reason: "waba_unknown" });
    expect(await connect("own", "7", "100")).toMatchObject({ reason: "not_listed" });
    expect(books.asked).toEqual([]);
    expect(await connect("own", "7", "200")).toEqual(connected);
  });

  it("is not proven by a token that may subscribe but does not list the number, and subscribes nothing", async () => {
    const { books, added, connect } = world();
    books.tokens.set("own", ["200", "300"]);
    books.addNumber("9", "400");
    expect(await connect("own", "9")).toMatchObject({ kind: "refused", reason: "not_listed" });
    expect(await connect("foreign")).toMatchObject({ kind: "refused", reason: "not_listed" });
    // It reads this one, in a WABA of which nobody speaks.
    books.targetless.add("own");
    books.tellsWabas = false;
    books.addNumber("9", "300");
    expect(await connect("own", "9", "200")).toMatchObject({ kind: "refused", reason: "not_listed" });
    expect([books.asked, added]).toEqual([[], []]);
  });

  it("is not proven by the platform's token, another app's, or one that Meta does not know", async () => {
    const { books, connect } = world();
    books.foreignTokens.add("own");
    expect(await connect("platform", "8")).toMatchObject({ reason: "token_of_other_app" });
    expect(await connect("own")).toMatchObject({ reason: "token_of_other_app" });
    expect(await connect("unknown")).toMatchObject({ reason: "token_refused" });
    expect(books.asked).toEqual([]);
  });

  it("says which permission is missing where Meta refuses to list, with Meta's words", async () => {
    const { books, connect } = world();
    books.faults.set("list 200", denied);
    books.tellsWabas = false;
    expect(await connect("own")).toEqual({
      kind: "refused",
      reason: "token_lacks_permission",
      code: 200,
      said: "No permission",
    });
  });

  it("is not proven where Meta does not let it subscribe", async () => {
    const { books, added, connect } = world();
    books.faults.set("subscribe 200", { ...denied, code: 100, tokenRefused: false, said: "Invalid parameter" });
    const refused = { kind: "refused", reason: "subscribe_refused", code: 100, said: "Invalid parameter" };
    expect(await connect("own")).toEqual(refused);
    expect(added).toEqual([]);
  });
});

describe("what stays at Meta when a proof fails", () => {
  it("is nothing where the number is somebody's already: it is not even asked", async () => {
    const { books, connect } = world({ held: ["7"] });
    expect(await connect("own")).toMatchObject({ reason: "taken" });
    expect(books.asked).toEqual([]);
  });

  it("is nothing after a lost race, an answer that never came, and a database that is away", async () => {
    const race = world({ hidden: ["7"] });
    expect(await race.connect("own")).toMatchObject({ reason: "taken" });
    expect(race.books.asked).toEqual(["subscribe 200", "unsubscribe 200"]);

    const silent = world();
    silent.books.faults.set("subscribe 200", new UpstreamError("meta", "subscribe", true, "TimeoutError"));
    await expect(silent.connect("own")).rejects.toThrow(UpstreamError);
    expect(silent.books.asked).toEqual(["subscribe 200", "unsubscribe 200"]);

    const away = world();
    away.store.add = async () => {
      throw new Error("database");
    };
    await expect(away.connect("own")).rejects.toThrow("database");
    expect(away.books.subscribed.size).toBe(0);
  });

  it("is what another of our numbers in that WABA needs", async () => {
    const { books, connect } = world({ hidden: ["7"], inWaba: 1 });
    expect(await connect("own")).toMatchObject({ reason: "taken" });
    expect(books.asked).toEqual(["subscribe 200"]);
  });

  it("is logged where Meta does not let us leave", async () => {
    const { books, warned, connect } = world({ hidden: ["7"] });
    books.faults.set("unsubscribe 200", denied);
    expect(await connect("own")).toMatchObject({ reason: "taken" });
    expect(warned).toEqual(["waba.left_subscribed"]);
  });
});

describe("a number of the platform's WABA", () => {
  it("needs the operator's assignment or a token that lists it, and is sent for with the platform's token", async () => {
    const { books, added, connect } = world();
    expect(await connect(null, "8")).toEqual(connected);
    books.tokens.set("own", ["100"]);
    expect(await connect("own", "8")).toEqual(connected);
    expect(added.map(({ sealedToken }) => sealedToken)).toEqual([null, null]);
    expect(await connect(null, "7")).toMatchObject({ reason: "not_assigned" });
  });

  it("stays connected where the platform's subscription fails, and never ends it", async () => {
    const { books, warned, connect } = world();
    books.faults.set("subscribe 100", denied);
    expect(await connect(null, "8")).toEqual(connected);
    expect(warned).toEqual(["account.not_subscribed"]);
    const race = world({ hidden: ["8"] });
    race.books.tokens.set("own", ["100"]);
    expect(await race.connect("own", "8")).toMatchObject({ reason: "taken" });
    expect(race.books.asked).toEqual(["subscribe 100"]);
  });
});

it("looks a number up without doing anything at Meta", async () => {
  const { books, ports } = world();
  const found = await lookUpNumber(ports, "tenant", { numberId: "7", token: "own", wabaId: null });
  expect(found).toMatchObject({ ok: true, wabaId: "200", facts: { displayPhone: "+7" } });
  expect(books.asked).toEqual([]);
});
