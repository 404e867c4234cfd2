import { describe, expect, it } from "vitest";
import type { Mail } from "@/lib/core/send-mail.port";
import { createHandOverCourier, type DueHandOver, type HandOverRef } from "./tell-hand-overs";

const NOON = new Date("2026-11-01T12:00:00Z");
const REF: HandOverRef = { tenantId: "t", turnId: "turn" };

/** Rows that wait, as the database has them: due at a time, claimed until another. */
function open() {
  const rows = new Map<string, { ref: HandOverRef; attempts: number; dueAt: number }>();
  const mails: Mail[] = [];
  const world = { now: NOON.getTime(), down: false, rows, mails };
  const claim = (ref: HandOverRef, until: Date): DueHandOver | null => {
    const row = rows.get(ref.turnId);
    if (!row) return null;
    row.attempts += 1;
    row.dueAt = until.getTime();
    return {
      ...ref,
      attempts: row.attempts,
      ...{ accountId: "a", accountName: "Salon", customer: "4915112345678", cause: "asked", ruleLabel: null },
      ...{ askedAt: NOON, restsUntil: NOON, timeZone: null, wholeNumber: false, wantsWords: true },
    };
  };
  const courier = () =>
    createHandOverCourier({
      notices: {
        claimOwn: async (ref, until) => (rows.get(ref.turnId)?.attempts === 0 ? claim(ref, until) : null),
        claimDue: async (now, until) => {
          const due = [...rows.values()].find(({ dueAt }) => dueAt <= now.getTime());
          return due ? claim(due.ref, until) : null;
        },
        end: async ({ turnId }) => void rows.delete(turnId),
        postpone: async ({ turnId }, at) => {
          const row = rows.get(turnId);
          if (row) row.dueAt = at.getTime();
        },
      },
      findOwners: async () => ["owner@example.com"],
      sendMail: async (mail) => {
        if (world.down) throw new Error("no mail server");
        mails.push(mail);
      },
      appUrl: "https://concierge.example",
      clock: { now: () => new Date(world.now) },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
  const order = (ref = REF) => rows.set(ref.turnId, { ref, attempts: 0, dueAt: world.now + 60_000 });
  return { world, courier, order };
}

describe("telling of a hand-over", () => {
  it("is one mail with the words, however often it is looked for", async () => {
    const { world, courier, order } = open();
    const [one, other] = [courier(), courier()];
    order();
    await other.round();
    one.ring(REF, "my colour is green");
    one.ring(REF, "my colour is green");
    await Promise.all([one.answer(), one.round(), other.round()]);
    world.now += 600_000;
    await one.round();
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.text).toContain("my colour is green");
    expect(world.rows.size).toBe(0);
  });

  it("goes without the words once the process that had them is gone", async () => {
    const { world, courier, order } = open();
    order();
    courier().ring(REF, "my colour is green");
    world.now += 61_000;
    await courier().round();
    expect(world.mails.map(({ text }) => text.includes("not kept any more"))).toEqual([true]);
    expect(JSON.stringify(world.mails)).not.toContain("green");
  });

  it("keeps no words over a mail server that is down, and tells once it is up", async () => {
    const { world, courier, order } = open();
    const one = courier();
    order();
    one.ring(REF, "my colour is green");
    world.down = true;
    await one.answer();
    world.down = false;
    await one.answer();
    expect(world.mails).toEqual([]);
    world.now += 61_000;
    await one.round();
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.text).not.toContain("green");
  });
});
