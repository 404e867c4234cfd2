import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { DatedEvent } from "@/lib/accounts/incidents/apply-news";
import type { AccountEvent, Trouble, WarningCause } from "@/lib/channels/account-news";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { createIncidentNotices } from "../notices/incident-notices";
import { configColumns } from "../rules/write-config";
import { createAccountStore } from "./account-records";
import { createIncidentRecords, createProbeRecords } from "./incident-records";
import { createNewsRecords } from "./news-records";
import { createWhatsappRecords } from "./whatsapp/whatsapp-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

/** A day of its own: the tests of incidents share the table, and claim what is due on theirs. */
const NOON = new Date(Date.UTC(2026, 10, 2, 12));
const later = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);
const news = createNewsRecords(database, randomIds);
const incidents = createIncidentRecords(database, randomIds);
const probes = createProbeRecords(database);
const store = createAccountStore(database, randomIds, "classifier");
const numbers = createWhatsappRecords(database, randomIds, {
  embedding: { name: "model", pooling: "cls" },
  classifier: "classifier",
});

let ref: { tenantId: string; accountId: string };
let waba: string;

async function anAccount(part: { wabaId?: string | null; onBusinessApp?: boolean; address?: string } = {}) {
  const id = randomIds.newId();
  const own = { tenantId: `t-${id}`, accountId: `a-${id}` };
  await database.tables.tenant.create({ data: { id: own.tenantId, slug: own.tenantId, name: "Demo" } });
  await database.tables.account.create({
    data: {
      ...{ id: own.accountId, tenantId: own.tenantId, channel: "whatsapp", externalId: `x-${id}` },
      ...{ displayAddress: part.address ?? "+1 555-010-0001", confirmedAt: NOON, createdAt: NOON },
      ...configColumns(newAccountConfig()),
    },
  });
  const wabaId = part.wabaId === undefined ? waba : part.wabaId;
  const onBusinessApp = part.onBusinessApp ?? false;
  await database.tables.whatsappAccount.create({
    data: { ...own, wabaId, onBusinessApp, pin: "sealed", pinProven: true },
  });
  return own;
}

beforeEach(async () => {
  waba = `w-${randomIds.newId()}`;
  ref = await anAccount();
});

const told = (event: AccountEvent, seconds = 60): DatedEvent => ({ at: later(seconds), event });
const trouble = (name: Trouble, part: { detail?: string; endsAt?: Date } = {}): AccountEvent => ({
  ...{ kind: "trouble", trouble: name, detail: null, endsAt: null },
  ...part,
});
const warning = (cause: WarningCause, part: { detail?: string; endsAt?: Date; mail?: boolean } = {}): AccountEvent => ({
  ...{ kind: "warning", cause, detail: null, endsAt: null, mail: true },
  ...part,
});
const note = (events: DatedEvent[], now = later(61), by: "tenant" | "operator" = "tenant") =>
  news.noteNews(ref, events, by, now);
const stored = () => database.tables.account.findUniqueOrThrow({ where: { id: ref.accountId } });
const reason = async () => (await stored()).brokenReason;
const view = async () => (await store.find(ref.tenantId, ref.accountId))?.view;
const all = () =>
  database.tables.incident.findMany({
    where: { accountId: ref.accountId },
    include: { notice: true },
    orderBy: [{ openedAt: "asc" }, { id: "asc" }],
  });
const mails = async () => (await all()).map(({ cause, notice }) => [cause, notice?.state ?? null]);

/** Other tests share the table: nothing of theirs is claimed. */
async function probe(result: "passed" | "failed", now: Date) {
  const others = await database.tables.tenant.findMany({ where: { id: { not: ref.tenantId } }, select: { id: true } });
  const except = others.map(({ id }) => id);
  const due = await probes.claimProbe(now, new Date(now.getTime() + 60_000), except);
  return due && probes.noteProbe(due, result, new Date(now.getTime() + 60_000), now);
}

describe("news finds", () => {
  it("a WABA's numbers with their digits, those of the platform's when it is asked for, and one by its id", async () => {
    const own = await anAccount({ wabaId: null, onBusinessApp: true });
    const named = (part: object) =>
      news.findNewsAccounts("whatsapp", { groupIds: [], externalIds: [], platformGroup: false, ...part });
    expect(await named({ groupIds: [waba] })).toEqual([
      { ...ref, externalId: expect.any(String), groupId: waba, address: "15550100001", onBusinessApp: false },
    ]);
    expect(await named({ platformGroup: true })).toContainEqual(
      expect.objectContaining({ ...own, groupId: null, onBusinessApp: true }),
    );
    expect(await named({ externalIds: [`x-${own.accountId.slice(2)}`] })).toMatchObject([own]);
    expect(await named({ groupIds: ["another"] })).toEqual([]);
  });

  it("no number that was disconnected", async () => {
    await store.disconnect({ tenantId: ref.tenantId, actor: "p", action: "x", at: NOON } as never, ref.accountId);
    expect(
      await news.findNewsAccounts("whatsapp", { groupIds: [waba], externalIds: [], platformGroup: false }),
    ).toEqual([]);
    expect(await note([told(trouble("banned"))])).toEqual({ broke: null });
  });
});

describe("a trouble", () => {
  it("breaks at once, keeps turns waiting, and is told by one mail however often it comes", async () => {
    expect(await note([told(trouble("access_removed", { detail: "CHANGE_NUMBER" }))])).toEqual({
      broke: "access_removed",
    });
    expect(await stored()).toMatchObject({ brokenReason: "access_removed_unknown", throttledUntil: later(96) });
    expect(await view()).toMatchObject({ brokenDetail: "CHANGE_NUMBER", brokenAt: later(60), suspectAt: null });
    expect(await note([told(trouble("access_removed"))], later(90))).toEqual({ broke: null });
    expect(await mails()).toEqual([["access_removed", "pending"]]);
  });

  it("of before the account was connected is old news, and so is one that has ended since", async () => {
    await note([told(trouble("banned"), -1)]);
    expect(await reason()).toBeNull();
    await note([told(trouble("banned"), 60), told({ kind: "over", causes: ["banned"] }, 70)], later(71));
    await note([told(trouble("banned"), 60)], later(80));
    expect(await reason()).toBeNull();
    expect(await mails()).toEqual([["banned", "dropped"]]);
  });

  it("whose end came first does not begin any more, and breaks when it comes again later", async () => {
    await note([told({ kind: "over", causes: ["banned", "ban_scheduled"] }, 70)], later(71));
    expect(await note([told(trouble("banned"), 60)], later(80))).toEqual({ broke: null });
    expect(await note([told(trouble("banned"), 90)], later(91))).toEqual({ broke: "banned" });
    expect(await mails()).toEqual([
      ["banned", null],
      ["banned", "pending"],
    ]);
  });

  it("heals by a look after two minutes, not by one that comes at once or by an accepted reply", async () => {
    await note([told(trouble("banned"))]);
    expect(await probe("passed", later(100))).toMatchObject({ end: "open" });
    expect(await incidents.healIncident(ref.tenantId, ref.accountId, "accepted", later(120))).toBe(false);
    expect(await probe("failed", later(160))).toMatchObject({ end: "broken", broke: false });
    expect(await probe("passed", later(240))).toMatchObject({ end: "healed" });
    expect(await stored()).toMatchObject({ brokenReason: null, throttledUntil: null });
  });

  it("with an end is not looked at before it, and its turns wait for that", async () => {
    await note([told(trouble("muted", { endsAt: later(3_600) }))]);
    expect(await stored()).toMatchObject({ throttledUntil: later(3_635) });
    expect(await view()).toMatchObject({ brokenUntil: later(3_600) });
    expect(await probe("passed", later(3_599))).toBeNull();
    expect(await probe("passed", later(3_600))).toMatchObject({ end: "healed" });
  });

  it("takes the place of what sends have shown, with a mail of its own, and none of a stronger one", async () => {
    const failure = { ...ref, cause: "account", code: 131042, by: "tenant", source: "webhook" } as const;
    await incidents.noteIncident({ ...failure, at: later(10), now: later(10) });
    await note([told(trouble("banned"))]);
    expect(await reason()).toBe("banned_unknown");
    await note([told(trouble("offboarded"), 70)], later(71));
    expect(await reason()).toBe("banned_unknown");
    expect(await mails()).toEqual([
      ["account", "dropped"],
      ["banned", "pending"],
    ]);
  });

  it("of a changed phone is mailed only when it lasts, and a look heals it at once", async () => {
    await note([told(trouble("offboarded"))]);
    const [incident] = await all();
    expect(incident?.notice?.nextTryAt).toEqual(later(61 + 15 * 60));
    expect(await probe("failed", later(62))).toMatchObject({ turns: "wait" });
    await note([told({ kind: "recovery", trouble: "offboarded" }, 70)], later(71));
    expect(await probe("passed", later(71))).toMatchObject({ end: "healed" });
    expect(await mails()).toEqual([["offboarded", "dropped"]]);
  });

  it("comes to its end though the news of the end came first: the look decides", async () => {
    await note([told({ kind: "recovery", trouble: "offboarded" }, 70)], later(71));
    await note([told(trouble("offboarded"), 60)], later(72));
    expect(await probe("passed", later(73))).toMatchObject({ end: "healed" });
  });

  it("that is only suspected breaks by a look that fails, and keeps nothing back before", async () => {
    await note([told({ kind: "suspicion", trouble: "access_removed" })]);
    expect(await stored()).toMatchObject({ brokenReason: null, throttledUntil: null });
    expect(await probe("failed", later(62))).toMatchObject({ broke: true });
    expect(await reason()).toBe("access_removed_unknown");
  });
});

it("a warning of the platform's own group is mailed once for all its numbers", async () => {
  const notices = createIncidentNotices(database);
  const cause = { warning: "alert", subject: randomIds.newId() } as const;
  for (let number = 0; number < 3; number += 1) {
    ref = await anAccount({ wabaId: null });
    await note([told(warning(cause))], later(61), "operator");
  }
  const mailed: string[] = [];
  for (;;) {
    const notice = await notices.claimNotice(later(62), later(90));
    if (!notice) break;
    if (notice.reason.endsWith(cause.subject)) mailed.push(notice.accountId);
    if (notice.reason.endsWith(cause.subject)) await notices.endNotice(notice, "sent");
  }
  expect(mailed).toHaveLength(1);
});

it("a trouble that comes late does not shorten what was told since", async () => {
  await note([told(trouble("muted", { detail: "new", endsAt: later(9_000) }), 80)], later(81));
  await note([told(trouble("muted", { detail: "old", endsAt: later(600) }), 70)], later(82));
  expect(await view()).toMatchObject({ brokenDetail: "new", brokenUntil: later(9_000) });
});

it("a check takes nothing away that came after what it has looked at", async () => {
  const stamp = { tenantId: ref.tenantId, actor: "p", action: "x", at: later(90) } as never;
  await note([told(trouble("offboarded")), told(trouble("banned"), 61)]);
  expect(await store.repair(stamp, ref.accountId, "offboarded_unknown")).toMatchObject({
    view: { brokenReason: "banned_unknown" },
  });
  expect(await store.repair(stamp, ref.accountId, "banned_unknown")).toMatchObject({ view: { brokenReason: null } });
});

describe("a new token", () => {
  const replace = () => {
    const stamp = { tenantId: ref.tenantId, actor: "p", action: "x", at: later(100) } as never;
    return numbers.replaceToken(stamp, ref.accountId, "sealed", { wabaId: waba, tokenExpiresAt: null });
  };

  it("ends what was about access, and the warning that the old one ends", async () => {
    await note([told(trouble("access_removed")), told(warning({ warning: "token_ends", subject: null }))]);
    expect(await replace()).toMatchObject({ view: { brokenReason: null, warnings: [] } });
  });

  it.each(["banned", "muted", "offboarded"] as const)("does not end %s", async (name) => {
    await note([told(trouble(name))]);
    expect(await replace()).toMatchObject({ view: { brokenReason: `${name}_unknown` } });
  });
});

describe("a warning", () => {
  const scam: WarningCause = { warning: "violation", subject: "SCAM" };

  it("keeps nothing back, stands beside others, and is told by one mail if it is worth one", async () => {
    await note([
      told(warning(scam)),
      told(warning({ warning: "alert", subject: "A" }, { mail: false, detail: "Pay" }), 61),
    ]);
    expect(await stored()).toMatchObject({ brokenReason: null, throttledUntil: null });
    expect((await view())?.warnings).toMatchObject([
      { warning: "alert", subject: "A", detail: "Pay", since: later(61), endsAt: later(61 + 30 * 86_400) },
      { warning: "violation", subject: "SCAM" },
    ]);
    expect(await mails()).toEqual([
      ["violation:SCAM", "pending"],
      ["alert:A", null],
    ]);
  });

  it("that comes again says what is new, and one that comes late says nothing", async () => {
    await note([told(warning(scam, { detail: "first" })), told(warning(scam, { detail: "second" }), 80)], later(81));
    await note([told(warning(scam, { detail: "late" }), 70)], later(82));
    expect((await view())?.warnings).toMatchObject([{ detail: "second" }]);
  });

  it("that grows grave is mailed then, and once", async () => {
    const alert: WarningCause = { warning: "alert", subject: "A" };
    await note([told(warning(alert, { mail: false }))]);
    await note([told(warning(alert), 70)], later(71));
    await note([told(warning(alert), 80)], later(81));
    expect(await mails()).toEqual([["alert:A", "pending"]]);
  });

  it("goes when its owner takes it off, and is not brought back by the same news", async () => {
    await note([told(warning(scam))]);
    const stamp = { tenantId: ref.tenantId, actor: "p", action: "x", at: later(90) } as never;
    const [shown] = (await view())?.warnings ?? [];
    expect(await store.dismissWarning(stamp, ref.accountId, shown?.id ?? "")).toMatchObject({ view: { warnings: [] } });
    await note([told(warning(scam))], later(95));
    expect((await view())?.warnings).toEqual([]);
    expect(await mails()).toEqual([["violation:SCAM", "dropped"]]);
  });

  it("ends by itself, without anybody being asked", async () => {
    await note([told(warning(scam, { endsAt: later(500) }))]);
    expect(await probe("failed", later(501))).toBeNull();
    expect(await view()).toMatchObject({ warnings: [], brokenReason: null });
  });

  it("that news gives more time while its end is noted stays", async () => {
    await note([told(warning(scam, { endsAt: later(500) }))]);
    const [{ id = "" } = {}] = await all();
    const where = { tenantId_id: { tenantId: ref.tenantId, id } };
    await database.tables.incident.update({ where, data: { endsAt: later(900) } });
    expect(await probe("failed", later(501))).toBeNull();
    expect((await view())?.warnings).toMatchObject([{ warning: "violation" }]);
  });

  it("of a ban to come gives way to the ban, and survives a check that takes a breakage away", async () => {
    await note([told(warning({ warning: "ban_scheduled", subject: null }))]);
    const stamp = { tenantId: ref.tenantId, actor: "p", action: "x", at: later(90) } as never;
    expect(await store.repair(stamp, ref.accountId, "auth_190")).toMatchObject({
      view: { warnings: [{ warning: "ban_scheduled" }] },
    });
    await note([told(trouble("banned"), 95)], later(96));
    expect(await view()).toMatchObject({ warnings: [], brokenReason: "banned_unknown" });
  });
});

it("a PIN that was changed at Meta is proven no longer", async () => {
  await note([told({ kind: "pin_changed" })]);
  expect(await view()).toMatchObject({ pin: "unproven" });
});
