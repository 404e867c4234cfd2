import { describe, expect, it } from "vitest";
import type { Health } from "@/lib/accounts/account-view";
import { anAccount } from "@/lib/testing/fixtures/account-view";
import { MetaBooks, refusal } from "@/lib/testing/fixtures/meta-books";
import { sealToken } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import { replaceToken } from "./repair-account";
import { mendConnection } from "./repair-connection";

const stamp = { tenantId: "tenant", personId: "person", action: "account.mend", at: new Date(0) };
const cipher = { seal: (text: string) => `sealed:${text}`, open: (sealed: string) => sealed.replace(/^sealed:/, "") };
const OURS = "https://ours.example/webhook/whatsapp";

/** Two numbers of one tenant in one WABA, whose messages go to another app's address. `connected`: accounts by WABA. */
function world(connected: Record<string, number> = { 200: 2 }) {
  const books = new MetaBooks();
  books.tokens.set("own", ["200"]).set("platform", ["100"]);
  for (const id of ["7", "8"]) books.addNumber(id, "200", { callback: "https://earlier.example/hook" });
  const noted: Health[] = [];
  const mended: string[] = [];
  const store = {
    countInWaba: async (wabaId: string) => connected[wabaId] ?? 0,
    noteFacts: async (_tenant: string, _id: string, _facts: unknown, health: Health) => {
      noted.push(health);
      return own;
    },
    noteMended: async (_stamp: unknown, _id: string, step: string) => void mended.push(step),
    replaceToken: async () => own,
  };
  const ports = {
    store,
    directory: books,
    cipher,
    clock: { now: () => new Date(0) },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    platform: { token: "platform", wabaId: "100", callback: OURS },
  };
  return { books, noted, mended, ports: ports as unknown as AccountPorts };
}

const own = {
  tenantId: "tenant",
  sealedToken: sealToken(cipher, "account", "own"),
  view: anAccount({ externalId: "7", wabaId: "200", ownToken: true }),
};

describe("mendConnection", () => {
  it("sends one number's messages here by an address of its own, and leaves its siblings' where they go", async () => {
    const { books, noted, mended, ports } = world();
    expect(await mendConnection(ports, stamp, own, { step: "callback" })).toMatchObject({ kind: "checked" });
    expect(books.asked).toEqual(["callback 7"]);
    expect(books.numbers.get("7")?.facts.ownCallback).toBe(OURS);
    expect(books.numbers.get("8")?.facts).toMatchObject({
      callback: "https://earlier.example/hook",
      ownCallback: null,
    });
    expect([noted.at(-1)?.callback, mended]).toEqual([true, ["callback"]]);
  });

  it("subscribes the WABA, and touches no address by it", async () => {
    const { books, noted, ports } = world();
    expect(await mendConnection(ports, stamp, own, { step: "subscribe" })).toMatchObject({ kind: "checked" });
    expect(books.asked).toEqual(["subscribe 200"]);
    expect(noted.at(-1)).toMatchObject({ subscribed: true, callback: false });
  });

  it("says what Meta refuses, and notes nothing as mended", async () => {
    const { books, mended, ports } = world();
    books.faults.set("callback 7", refusal);
    expect(await mendConnection(ports, stamp, own, { step: "callback" })).toEqual({ kind: "failed", code: 100 });
    books.faults.set("subscribe 200", { ...refusal, code: 190, tokenRefused: true });
    expect(await mendConnection(ports, stamp, own, { step: "subscribe" })).toMatchObject({
      kind: "refused",
      code: 190,
    });
    expect(mended).toEqual([]);
  });
});

describe("replaceToken", () => {
  it("leaves the WABA that carried the number before, once nobody's number is in it", async () => {
    const moved = (connected: Record<string, number>) => {
      const made = world(connected);
      made.books.tokens.set("new", ["300"]);
      made.books.addNumber("7", "300");
      made.books.subscribed.add("200");
      return made;
    };
    const { books, ports } = moved({ 300: 1 });
    expect(await replaceToken(ports, stamp, own, "new")).toMatchObject({ kind: "replaced" });
    expect(books.asked).toEqual(["subscribe 300", "unsubscribe 200"]);

    const shared = moved({ 200: 1, 300: 1 });
    await replaceToken(shared.ports, stamp, own, "new");
    expect([...shared.books.subscribed]).toEqual(["200", "300"]);
  });

  it("asks nothing of the WABA where the number stays in it", async () => {
    const { books, ports } = world();
    expect(await replaceToken(ports, stamp, own, "own")).toMatchObject({ kind: "replaced" });
    expect(books.asked).toEqual(["subscribe 200"]);
  });
});
