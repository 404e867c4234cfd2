import { describe, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/fixtures/account-view";
import { MetaBooks } from "@/lib/testing/fixtures/meta-books";
import { sealToken } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import { disconnectNumber } from "./disconnect-number";

const stamp = { tenantId: "tenant", personId: "person", action: "account.disconnect", at: new Date(0) };
const cipher = { seal: (text: string) => `sealed:${text}`, open: (sealed: string) => sealed.replace(/^sealed:/, "") };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function world(left: number) {
  const books = new MetaBooks();
  books.tokens.set("own", ["200"]).set("platform", ["100"]);
  books.addNumber("7", "200");
  books.addNumber("8", "100");
  const ended: string[] = [];
  const store = {
    disconnect: async (_stamp: unknown, id: string) => {
      ended.push(id);
      return true;
    },
    countInWaba: async () => left,
  };
  const ports = {
    store,
    directory: books,
    cipher,
    log,
    platform: { token: "platform", wabaId: "100", callback: "https://ours.example/hook" },
  };
  return { books, ended, ports: ports as unknown as AccountPorts };
}

const own = {
  tenantId: "tenant",
  sealedToken: sealToken(cipher, "account", "own"),
  view: anAccount({ externalId: "7", wabaId: "200", ownToken: true }),
};

describe("disconnectNumber", () => {
  it("deregisters, and unsubscribes the WABA that nobody is left in", async () => {
    const { books, ended, ports } = world(0);
    expect(await disconnectNumber(ports, stamp, own)).toEqual({ kind: "disconnected", leftAtMeta: [] });
    expect(books.asked).toEqual(["deregister 7", "unsubscribe 200"]);
    expect(ended).toEqual(["account"]);
  });

  it("leaves the subscription of a WABA that has other accounts, and always the platform's", async () => {
    const shared = world(1);
    await disconnectNumber(shared.ports, stamp, own);
    expect(shared.books.asked).toEqual(["deregister 7"]);
    const platform = world(0);
    const view = anAccount({ externalId: "8", wabaId: "100" });
    await disconnectNumber(platform.ports, stamp, { tenantId: "tenant", sealedToken: null, view });
    expect(platform.books.asked).toEqual(["deregister 8"]);
  });

  it("has the messages of a number that is connected in the WABA at the same moment come again", async () => {
    const { books, ports } = world(0);
    const counted = [0, 1];
    ports.store.countInWaba = async () => counted.shift() ?? 1;
    books.subscribed.add("200");
    expect(await disconnectNumber(ports, stamp, own)).toEqual({ kind: "disconnected", leftAtMeta: [] });
    expect(books.asked).toEqual(["deregister 7", "unsubscribe 200", "subscribe 200"]);
    expect(books.subscribed.has("200")).toBe(true);
  });

  it("gives back the number's own address, where it is ours, and leaves a number on the phone registered", async () => {
    const { books, ports } = world(1);
    const ours = { callback: ports.platform.callback, ownCallback: ports.platform.callback };
    books.addNumber("7", "200", { ...ours, onBusinessApp: true });
    expect(await disconnectNumber(ports, stamp, own)).toEqual({ kind: "disconnected", leftAtMeta: [] });
    expect(books.asked).toEqual(["callback 7"]);
    expect(books.numbers.get("7")?.facts.ownCallback).toBeNull();
    const other = world(1);
    other.books.addNumber("7", "200", { ownCallback: "https://another.example/hook" });
    await disconnectNumber(other.ports, stamp, own);
    expect(other.books.asked).toEqual(["deregister 7"]);
  });

  it("lets go of a number whose token Meta refuses, and says what is left to do there", async () => {
    const { books, ended, ports } = world(0);
    books.tokens.delete("own");
    const result = await disconnectNumber(ports, stamp, own);
    expect(result.leftAtMeta).toEqual(["registration", "subscription"]);
    expect(ended).toEqual(["account"]);
  });

  it("ends nothing here when Meta does not answer", async () => {
    const { books, ended, ports } = world(0);
    books.deregister = async () => {
      throw new Error("no answer");
    };
    await expect(disconnectNumber(ports, stamp, own)).rejects.toThrow("no answer");
    expect(ended).toEqual([]);
  });
});
