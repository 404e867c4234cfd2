import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Account } from "@/lib/accounts/account";
import type { IncidentFailure } from "@/lib/accounts/incidents/incident";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { createIncidentNotices } from "../notices/incident-notices";
import { findPlatformTrouble } from "../operator/platform-trouble";
import { readAccount } from "../rules/stored-config";
import { configColumns } from "../rules/write-config";
import { createIncidentRecords, createProbeRecords } from "./incident-records";
import { createNewsRecords } from "./news-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const NOON = new Date(Date.UTC(2026, 10, 1, 12));
const later = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);
const records = createIncidentRecords(database, randomIds);
const probes = createProbeRecords(database);
const notices = createIncidentNotices(database);
let account: Account;

beforeEach(async () => {
  await makeAccount();
});

/** Of a tenant of its own, unless one is named. */
async function makeAccount(ofTenant?: string): Promise<Account> {
  const id = randomIds.newId();
  const tenantId = ofTenant ?? `t-${id}`;
  if (!ofTenant) await database.tables.tenant.create({ data: { id: tenantId, slug: tenantId, name: "Demo" } });
  const row = await database.tables.account.create({
    data: {
      id: `a-${id}`,
      tenantId,
      createdAt: later(-3_600),
      channel: "whatsapp",
      externalId: `9${Math.random().toString().slice(2, 14)}`,
      displayAddress: "+1 555 010 0001",
      confirmedAt: NOON,
      ...configColumns(newAccountConfig()),
    },
  });
  account = readAccount(row);
  return account;
}

const failure = (change: Partial<IncidentFailure> = {}): IncidentFailure => ({
  ...{ tenantId: account.tenantId, accountId: account.id, cause: "auth", code: 200 },
  ...{ by: "operator", source: "send", at: change.now ?? NOON, now: NOON },
  ...change,
});

const sendUnderWay = (customer: string) => failedSend(customer, null, NOON, "sending");

async function failedSend(customer: string, errorCode: number | null = 200, at = NOON, state = "refused") {
  const { tenantId, id: accountId } = account;
  const ids = { id: randomIds.newId(), tenantId, accountId, senderId: "number", recipientId: customer, errorCode };
  const sent = { channel: "whatsapp", direction: "outbound", kind: "text", state };
  await database.tables.message.create({ data: { ...ids, ...sent, sentAt: at, createdAt: at, stateAt: at } });
}

/** Other tests share the tables: what is theirs is left to them. */
async function claimProbe(now: Date, until: Date) {
  const others: string[] = [];
  for (;;) {
    const probe = await probes.claimProbe(now, until, others);
    if (!probe || probe.account.id === account.id) return probe;
    others.push(probe.account.tenantId);
  }
}

async function claimNotice(now: Date, until: Date) {
  for (;;) {
    const notice = await notices.claimNotice(now, until);
    if (!notice || notice.accountId === account.id) return notice;
  }
}

const stored = async () => {
  const row = await database.tables.account.findUniqueOrThrow({ where: { id: account.id } });
  return { reason: row.brokenReason, by: row.brokenBy, throttledUntil: row.throttledUntil };
};
const open = () => database.tables.incident.count({ where: { accountId: account.id, healedAt: null } });

describe("incidents", () => {
  it("count different customers of ten minutes, each once, and only those of the same cause", async () => {
    for (const customer of ["1", "1", "2"]) await failedSend(customer);
    await failedSend("3", 131026);
    await failedSend("4", 200, later(-601));
    expect(await records.noteIncident(failure())).toEqual({ broke: false, throttledUntil: null });
    expect(await stored()).toMatchObject({ reason: null });
    await failedSend("5");
    const noted = await records.noteIncident(failure());
    expect(noted).toEqual({ broke: true, throttledUntil: later(35) });
    expect(await stored()).toEqual({ reason: "auth_200", by: "operator", throttledUntil: noted.throttledUntil });
    expect(await open()).toBe(1);
  });

  it("are one and told once, also when failures race", async () => {
    for (const customer of ["1", "2", "3"]) await failedSend(customer);
    const noted = await Promise.all([1, 2, 3].map(() => records.noteIncident(failure())));
    expect(noted.filter(({ broke }) => broke)).toHaveLength(1);
    expect(await open()).toBe(1);
    const due = await claimNotice(NOON, later(60));
    expect(due).toMatchObject({ accountId: account.id, reason: "auth_200", by: "operator", attempts: 1 });
    expect(await claimNotice(NOON, later(60))).toBeNull();
    if (due) await notices.endNotice(due, "sent");
    expect(await claimNotice(later(600), later(660))).toBeNull();
  });

  it("that come back within the hour of their healing are not told again", async () => {
    const status = { cause: "account", code: 131042, source: "webhook" } as const;
    const told = async (at: Date) => {
      expect(await records.noteIncident(failure({ ...status, now: at }))).toMatchObject({ broke: true });
      const due = await claimNotice(at, new Date(at.getTime() + 60_000));
      if (due) await notices.endNotice(due, "sent");
      await records.healIncident(account.tenantId, account.id, "delivered", new Date(at.getTime() + 1_000));
      return due !== null;
    };
    expect([await told(NOON), await told(later(1_800)), await told(later(9_000))]).toEqual([true, false, true]);
  });

  it("that a probe shows heal by a probe", async () => {
    await records.noteIncident(failure());
    const probe = await claimProbe(NOON, later(60));
    if (!probe) throw new Error("no probe");
    expect(probe).toMatchObject({ probes: 1, account: { id: account.id } });
    expect(await claimProbe(NOON, later(60))).toBeNull();
    expect(await probes.noteProbe(probe, "failed", later(60), NOON)).toMatchObject({ broke: true });
    expect(await stored()).toEqual({ reason: "auth_200", by: "operator", throttledUntil: later(95) });
    const again = await claimProbe(later(60), later(120));
    if (!again) throw new Error("no probe");
    expect(await probes.noteProbe(again, "passed", later(120), later(60))).toMatchObject({ end: "healed" });
    expect(await stored()).toEqual({ reason: null, by: null, throttledUntil: null });
    expect(await open()).toBe(0);
    expect(await claimProbe(later(600), later(660))).toBeNull();
  });

  it("that customers show heal by an accepted reply, those that a status shows by a delivered one", async () => {
    for (const customer of ["1", "2", "3"]) await failedSend(customer);
    await records.noteIncident(failure());
    expect(await records.healIncident(account.tenantId, account.id, "accepted", NOON)).toBe(false);
    expect(await records.healIncident(account.tenantId, account.id, "accepted", later(1))).toBe(true);
    await records.noteIncident(failure({ cause: "account", code: 131042, source: "webhook" }));
    expect(await stored()).toMatchObject({ reason: "account_131042", throttledUntil: null });
    expect(await records.healIncident(account.tenantId, account.id, "accepted", later(1))).toBe(false);
    expect(await records.healIncident(account.tenantId, account.id, "delivered", later(1))).toBe(true);
    expect(await stored()).toMatchObject({ reason: null });
  });

  it("that Meta tells outright have its cause, whatever was suspected before", async () => {
    await records.noteIncident(failure());
    const moved = { cause: "moved", code: null, by: "tenant", source: "webhook" } as const;
    expect(await records.noteIncident(failure(moved))).toEqual({ broke: true, throttledUntil: null });
    expect(await stored()).toMatchObject({ reason: "moved_unknown", by: "tenant" });
    expect(await claimNotice(NOON, later(60))).toMatchObject({ reason: "moved_unknown" });
  });

  it("that are only suspected have the cause of their latest failure", async () => {
    await records.noteIncident(failure({ cause: "policy", code: 131048, by: "tenant" }));
    for (const customer of ["1", "2", "3"]) await failedSend(customer, 190);
    expect(await records.noteIncident(failure({ code: 190 }))).toMatchObject({ broke: true });
    expect(await stored()).toMatchObject({ reason: "auth_190", by: "operator" });
    expect(await claimNotice(NOON, later(60))).toMatchObject({ reason: "auth_190", by: "operator" });
  });

  it("that a probe shows have the cause of their latest failure too", async () => {
    await records.noteIncident(failure({ cause: "policy", code: 131048, by: "tenant" }));
    await records.noteIncident(failure({ code: 190, now: later(1) }));
    const probe = await claimProbe(later(1), later(60));
    if (!probe) throw new Error("no probe");
    await probes.noteProbe(probe, "failed", later(60), later(2));
    expect(await stored()).toMatchObject({ reason: "auth_190", by: "operator" });
  });

  it("are probed at once, and by the minute, when a suspected one fails again after a rest", async () => {
    await records.noteIncident(failure());
    await database.tables.incident.updateMany({
      where: { accountId: account.id },
      data: { attempts: 13, nextTryAt: later(3_600) },
    });
    await records.noteIncident(failure({ now: later(300) }));
    expect(await claimProbe(later(300), later(360))).toBeNull();
    await records.noteIncident(failure({ now: later(1_200) }));
    expect(await claimProbe(later(1_200), later(1_260))).toMatchObject({ probes: 1 });
  });

  it("are not made of a status that is older than a reply which was sent and arrived", async () => {
    const status = { cause: "account", code: 131042, source: "webhook" } as const;
    await failedSend("1", null, later(60), "delivered");
    expect(await records.noteIncident(failure({ ...status, at: NOON, now: later(90) }))).toMatchObject({
      broke: false,
    });
    expect(await open()).toBe(0);
    expect(await records.noteIncident(failure({ ...status, at: later(61), now: later(90) }))).toMatchObject({
      broke: true,
    });
  });

  it("without a code count no send that is still under way", async () => {
    for (const customer of ["1", "2", "3"]) await sendUnderWay(customer);
    expect(await records.noteIncident(failure({ code: null }))).toEqual({ broke: false, throttledUntil: null });
  });

  it("of another tenant's number are not opened", async () => {
    expect(await records.noteIncident(failure({ tenantId: "foreign", source: "webhook" }))).toMatchObject({
      broke: false,
    });
    expect(await open()).toBe(0);
  });
});

it("the platform's own trouble is told once for all numbers, and named by readiness", async () => {
  const break131031 = async () => {
    for (const customer of ["1", "2", "3"]) await failedSend(customer, 131031);
    expect(await records.noteIncident(failure({ code: 131031 }))).toMatchObject({ broke: true });
  };
  await break131031();
  const first = account.id;
  await makeAccount();
  await break131031();
  const trouble = { cause: "auth", code: 131031, numbers: 2, since: NOON };
  expect(await findPlatformTrouble(database)).toContainEqual(trouble);
  const told: { accountId: string; others: number }[] = [];
  for (;;) {
    const notice = await notices.claimNotice(NOON, later(60));
    if (!notice) break;
    if (notice.reason === "auth_131031") told.push(notice);
    if (notice.reason === "auth_131031") await notices.endNotice(notice, "sent");
  }
  expect(told).toMatchObject([{ others: 1 }]);
  expect([first, account.id]).toContain(told[0]?.accountId);
});

it("what Meta tells of all numbers of a WABA at once is one mail to their owner, which says of how many", async () => {
  const { tenantId } = account;
  const news = createNewsRecords(database, randomIds);
  const event = { kind: "trouble", trouble: "banned", detail: null, endsAt: null } as const;
  const tell = (accountId: string, at = NOON) =>
    news.noteNews({ tenantId, accountId }, [{ at, event }], "tenant", NOON);
  const ids = [account.id, (await makeAccount(tenantId)).id, (await makeAccount(tenantId)).id];
  for (const id of ids) await tell(id);
  const alone = await makeAccount(tenantId);
  await tell(alone.id, later(-1));
  const told: { accountId: string; others: number }[] = [];
  for (;;) {
    const notice = await notices.claimNotice(NOON, later(60));
    if (!notice) break;
    if (notice.tenantId !== tenantId) continue;
    told.push({ accountId: notice.accountId, others: notice.others });
    await notices.endNotice(notice, "sent");
  }
  expect(told.map(({ others }) => others).toSorted()).toEqual([0, 2]);
  expect(ids).toContain(told.find(({ others }) => others === 2)?.accountId);
});
