import { afterAll, describe, expect, inject, it } from "vitest";
import { createPauseRecords } from "@/lib/adapters/prisma/accounts/pause-records";
import { createHandOverNotices } from "@/lib/adapters/prisma/notices/hand-over-notices";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant } from "../ledger/ledger-fixtures";
import { shareOf } from "../property-runs";
import { type Crash, PipelineHarness } from "./pipeline-harness";

const database = openTestDatabase(inject("databaseUrl"));
const redis = { url: inject("redisUrl"), token: inject("redisToken") };
afterAll(() => database.$disconnect());

/** One message, a process that dies at a step, others that find what it left, and a second message. */
async function live(text: string, crash: Crash | undefined) {
  const owner = await makeTenant(database);
  const { tenantId, accountId } = owner;
  const pipeline = new PipelineHarness(database, redis, tenantId, {});
  const customer = `1555${String(owner.externalId).replace(/\D/g, "").slice(-6).padStart(6, "0")}`;
  const write = async (words: string, dies?: Crash): Promise<void> => {
    const wakeUps = await pipeline.receive(owner.externalId, words, customer);
    for (const { conversation, dueAt } of wakeUps) await pipeline.attend(pipeline.ports(dies), conversation, dueAt);
  };
  await write(text, crash);
  const { steps } = pipeline;
  for (let round = 0; round < 6; round += 1) {
    pipeline.nowMs += 31_000;
    await pipeline.sweep();
  }
  const sent = [...pipeline.sent];
  await write("hello again");
  const turns = await database.tables.turn.findMany({ where: { tenantId }, orderBy: { releasedAt: "asc" } });
  return { owner: { tenantId, accountId }, pipeline, steps: [...steps], sent, turns };
}

async function crashesOf(text: string): Promise<{ steps: string[]; crashes: Crash[] }> {
  const { steps } = await live(text, undefined);
  const own = steps.slice(0, steps.indexOf("buffer.ack") + 1);
  return {
    steps: own,
    crashes: own.flatMap((_, step) => (["before", "after"] as const).map((when) => ({ step, when }))),
  };
}

describe("a process that dies at any step", () => {
  it("loses no wish to be left alone, and tells the customer once", async () => {
    const { steps, crashes } = await crashesOf("stop");
    expect(steps).toContain("records.changeConsent");
    for (const crash of shareOf(crashes, 2)) {
      const { owner, sent, turns } = await live("stop", crash);
      const place = `${crash.when} ${steps[crash.step]}`;
      expect(await database.tables.leftAlone.count({ where: owner }), place).toBe(1);
      // Where nobody knows whether the first arrived, the same text goes out a second time, as with every reply.
      const sending = ["records.startAttempt", "buffer.beginSend", "vendor.sendReply", "records.acceptAttempt"];
      const unsure = sending.includes(steps[crash.step] ?? "");
      expect(sent.length, place).toBeLessThanOrEqual(unsure ? 2 : 1);
      expect(sent.length, place).toBeGreaterThanOrEqual(1);
      expect(new Set(sent.map(({ text }) => text)).size, place).toBe(1);
      expect(
        turns.map(({ reason, outcome }) => reason ?? outcome),
        place,
      ).toEqual(["replied", "opted_out"]);
    }
  });

  it("loses no hand-over: the turn says so, its customer is paused, and one mail is due", async () => {
    const { steps, crashes } = await crashesOf("a human please");
    expect(steps).toContain("records.notePaused");
    for (const crash of shareOf(crashes, 2, 1)) {
      const { owner, pipeline, turns } = await live("a human please", crash);
      const place = `${crash.when} ${steps[crash.step]}`;
      expect(
        turns.map(({ handedOver }) => handedOver),
        place,
      ).toEqual(["asked", null]);
      expect(turns[1], place).toMatchObject({ reason: "human_active" });
      const now = new Date(pipeline.nowMs);
      const pauses = await createPauseRecords(database, randomIds).listPauses(owner, now);
      expect(pauses, place).toMatchObject([{ cause: "hand_over" }]);
      const notices = createHandOverNotices(database, async () => null);
      const ref = { tenantId: owner.tenantId, turnId: turns[0]?.id ?? "" };
      const until = new Date(pipeline.nowMs + 120_000);
      expect(await notices.claimOwn(ref, until), place).toMatchObject({ cause: "asked", attempts: 1 });
      expect(await notices.claimOwn(ref, until), place).toBeNull();
      expect(pipeline.told.length, place).toBeLessThanOrEqual(1);
    }
  });
});
