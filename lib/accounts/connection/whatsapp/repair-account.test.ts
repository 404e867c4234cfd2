import { describe, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/fixtures/account-view";
import { MetaBooks } from "@/lib/testing/fixtures/meta-books";
import { sealToken } from "../access-token";
import type { AccountPorts } from "../account-records.port";
import { repairAccount } from "./repair-account";

const stamp = { tenantId: "tenant", personId: "person", action: "account.repair", at: new Date(0) };
const cipher = { seal: (text: string) => `sealed:${text}`, open: (sealed: string) => sealed.replace(/^sealed:/, "") };

/** A muted number of whose health Meta says `canSend`, days before the end that it had named. */
function world(canSend: boolean) {
  const books = new MetaBooks();
  books.tokens.set("own", ["200"]);
  books.addNumber("7", "200");
  const repaired: string[] = [];
  const muted = {
    tenantId: "tenant",
    sealedToken: sealToken(cipher, "account", "own"),
    view: anAccount({
      ...{ externalId: "7", wabaId: "200", ownToken: true },
      ...{ brokenReason: "muted_unknown", brokenUntil: new Date(7 * 86_400_000) },
    }),
  };
  const store = {
    noteFacts: async () => muted,
    repair: async (_stamp: unknown, _id: string, seen: string) => {
      repaired.push(seen);
      return muted;
    },
  };
  const ports = {
    ...{ store, cipher, directory: books, clock: { now: () => new Date(0) }, probe: async () => canSend },
    platform: { token: "platform", wabaId: "100", callback: "https://ours.example/webhook/whatsapp" },
  };
  return { repaired, run: () => repairAccount(ports as unknown as AccountPorts, stamp, muted) };
}

describe("a muted number that is checked before its end", () => {
  it("goes on once Meta lets it send again, as after an appeal", async () => {
    const { repaired, run } = world(true);
    expect(await run()).toMatchObject({ kind: "checked" });
    expect(repaired).toEqual(["muted_unknown"]);
  });

  it("stays held back as long as Meta says so", async () => {
    const { repaired, run } = world(false);
    expect(await run()).toMatchObject({ kind: "checked" });
    expect(repaired).toEqual([]);
  });
});
