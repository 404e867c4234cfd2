import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig, type ReplyConfig } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { someFacts } from "@/lib/testing/fixtures/meta-books";
import { makeTenant, NOON, type Owner } from "@/lib/testing/ledger/ledger-fixtures";
import { createOperatorRecords } from "../operator/operator-accounts";
import { writePhrases } from "../rules/rule-phrases";
import { createRuleStore } from "../rules/rule-records";
import { readConfig, WITH_RULES } from "../rules/stored-config";
import { writeConfig } from "../rules/write-config";
import { forTenant } from "../shared/tenant-scope";
import { createAccountStore } from "./account-records";
import { createLeftAloneStore } from "./left-alone-records";
import { createPauseRecords } from "./pause-records";
import { createWhatsappRecords } from "./whatsapp/whatsapp-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());
const { tables } = database;
const models = { embedding: { name: "model", pooling: "cls" } as const, classifier: "classifier" };
const accounts = createAccountStore(database, randomIds, models.classifier);
const numbers = createWhatsappRecords(database, randomIds, models);
const operator = createOperatorRecords(database, randomIds, systemClock, models);

const CONFIG: ReplyConfig = {
  ...newAccountConfig(),
  wait_seconds: 9,
  on_ai_blocked: "default",
  default_pause_minutes: 30,
  rules: [
    {
      ...{ id: "booking", label: "Booking", when: { kind: "open" }, handoff: { notify: true, pause_minutes: 60 } },
      matcher: { kind: "prompt", description: "wants to book" },
      response: { kind: "prompt", text: "Ask for the day." },
    },
    {
      ...{ id: "hours", label: "Hours", enabled: false },
      matcher: { kind: "static_text", keywords: ["open"] },
      response: { kind: "canned", text: "Nine to six." },
    },
  ],
  default_rule: { ...newAccountConfig().default_rule, response: { kind: "canned", text: "Anna calls you back." } },
};
const CUSTOMER = "4917112345678";

let owner: Owner;
let display = 0;

const stamp = ({ tenantId }: Owner, action = "account.connect") => ({ tenantId, personId: "person", action, at: NOON });

/** The owner's number with everything that a page can set of it, and what Meta calls it. */
beforeEach(async () => {
  owner = await makeTenant(database);
  display += 1;
  const { tenantId, accountId } = owner;
  await tables.account.update({ where: { id: accountId }, data: { displayAddress: displayPhone() } });
  await tables.whatsappAccount.create({ data: { tenantId, accountId, wabaId: "55" } });
  await forTenant(database, tenantId, async (tx) => {
    await writeConfig(tx, { tenantId, accountId }, CONFIG, models);
    await writePhrases(tx, { tenantId, accountId }, { ruleId: "booking", should: ["a cut please"], shouldNot: ["hi"] });
  });
  await accounts.setEnabled(stamp(owner), accountId, false);
  await accounts.setHumanPause(stamp(owner), accountId, 45);
  await accounts.setFollowUp(stamp(owner), accountId, { minutes: 10, endsOnThanks: false });
  await accounts.setOwnWords(stamp(owner), accountId, { stop: ["basta"], start: [], human: [] });
  await accounts.setHandOverMail(stamp(owner), accountId, { wholeNumber: true, words: true });
  const rules = createRuleStore(database, randomIds, models);
  await rules.setAnyLanguage(stamp(owner), accountId, true);
  await rules.setCloseCalls(stamp(owner), accountId, false);
  await tables.account.update({ where: { id: accountId }, data: { displayName: "Front desk" } });
});

const displayPhone = () => `+49 30 555 ${display}`;

async function connect(
  { tenantId }: Owner,
  numberId: string,
  phone = displayPhone(),
): Promise<{ id: string; added: boolean }> {
  const id = randomIds.newId();
  const facts = someFacts({ displayPhone: phone });
  const number = { id, numberId, wabaId: "55", sealedToken: "sealed", tokenExpiresAt: null, facts };
  const added = await numbers.add({ ...stamp(owner), tenantId }, number);
  return { id, added };
}

const disconnect = ({ tenantId }: Owner, accountId: string) =>
  accounts.disconnect({ ...stamp(owner, "account.disconnect"), tenantId }, accountId);

async function stored(accountId: string) {
  return tables.account.findUniqueOrThrow({ where: { id: accountId }, include: { ...WITH_RULES, phrases: true } });
}

/** What an owner has set, apart from whether the number answers. */
async function settingsOf(accountId: string) {
  const row = await stored(accountId);
  const { displayName, intentLanguages, asksCloseCalls, humanPauseMinutes, followUpMinutes, followUpEndsOnThanks } =
    row;
  return {
    ...{ displayName, intentLanguages, asksCloseCalls, humanPauseMinutes, followUpMinutes, followUpEndsOnThanks },
    ...{ ownWords: row.ownWords, mail: [row.handOverWholeNumber, row.handOverWords] },
    config: { ...readConfig(row), enabled: null },
    phrases: row.phrases.map(({ ruleId, shouldMatch, phrase }) => [ruleId, shouldMatch, phrase]).toSorted(),
  };
}

const rulesOf = async (accountId: string) => (await stored(accountId)).rules.map(({ ruleId }) => ruleId);
const vectorsOf = (accountId: string) => tables.ruleEmbedding.count({ where: { accountId } });

describe("a number that its tenant connects again", () => {
  it("has its rules and settings again, is not live, and its phrases wait for vectors", async () => {
    const { tenantId, accountId, externalId } = owner;
    const before = await settingsOf(accountId);
    expect(before).toMatchObject({
      config: { wait_seconds: 9, rules: CONFIG.rules },
      mail: [true, true],
      displayName: "Front desk",
    });
    expect(before.phrases).toHaveLength(2);
    await disconnect(owner, accountId);
    expect(await vectorsOf(accountId)).toBe(0);
    expect(await tables.promptCheck.count({ where: { tenantId, kind: "rule" } })).toBe(0);

    const { id, added } = await connect(owner, externalId);
    expect(added).toBe(true);
    expect(await settingsOf(id)).toEqual(before);
    expect(await stored(id)).toMatchObject({ enabled: true, confirmedAt: null, externalId, accessToken: "sealed" });
    expect(await vectorsOf(id)).toBe(1);
    expect(await tables.promptCheck.count({ where: { tenantId, kind: "rule", status: "pending" } })).toBe(1);
    expect(await accounts.countRulesFromBefore(tenantId, id)).toBe(2);
    const entry = await tables.auditEntry.findFirst({ where: { tenantId, targetId: id } });
    expect(entry?.details).toEqual({ number: externalId, rules: 2 });
    // The log of the earlier account still names rules by their labels.
    expect(await rulesOf(accountId)).toEqual(["booking", "hours"]);
  });

  it("has them also under another id of the same address, of the latest of several accounts", async () => {
    const { accountId, externalId } = owner;
    await disconnect(owner, accountId);
    const { id: second } = await connect(owner, `${externalId}-moved`, displayPhone().replaceAll(" ", "-"));
    expect(await rulesOf(second)).toEqual(["booking", "hours"]);
    await tables.replyRule.deleteMany({ where: { accountId: second, ruleId: "hours" } });
    await accounts.disconnect({ ...stamp(owner), at: new Date(NOON.getTime() + 1) }, second);
    const { id: third } = await connect(owner, externalId);
    expect(await rulesOf(third)).toEqual(["booking"]);
    expect(await accounts.countRulesFromBefore(owner.tenantId, third)).toBe(1);
  });

  it("takes nothing from a number that is another, or is still connected", async () => {
    const { accountId, externalId } = owner;
    await disconnect(owner, accountId);
    const { id: other } = await connect(owner, `${externalId}-other`, "+49 40 1");
    expect(await rulesOf(other)).toEqual([]);
    expect(await accounts.countRulesFromBefore(owner.tenantId, other)).toBe(0);
    const { id: again } = await connect(owner, externalId);
    const { id: twin } = await connect(owner, `${externalId}-twin`, "+49 40 1");
    expect([await rulesOf(again), await rulesOf(twin)]).toEqual([["booking", "hours"], []]);
  });

  it("brings nothing of it to another tenant, and takes nothing of theirs back", async () => {
    const foreign = await makeTenant(database);
    await disconnect(owner, owner.accountId);
    const { id: theirs } = await connect(foreign, owner.externalId);
    expect(await rulesOf(theirs)).toEqual([]);
    expect(await stored(theirs)).toMatchObject({ displayName: null, waitSeconds: 5, ownWords: null });
    expect(await accounts.countRulesFromBefore(foreign.tenantId, theirs)).toBe(0);
    expect(await accounts.countRulesFromBefore(owner.tenantId, theirs)).toBe(0);
    // While it is theirs it is nobody else's.
    expect((await connect(owner, owner.externalId)).added).toBe(false);
    await forTenant(database, foreign.tenantId, (tx) =>
      writeConfig(tx, { tenantId: foreign.tenantId, accountId: theirs }, { ...CONFIG, rules: [] }, models),
    );
    await disconnect(foreign, theirs);
    const { id: own } = await connect(owner, owner.externalId);
    expect(await rulesOf(own)).toEqual(["booking", "hours"]);
  });

  it("is connected once by many at one moment, with its rules once", async () => {
    await disconnect(owner, owner.accountId);
    const tries = await Promise.all(Array.from({ length: 4 }, () => connect(owner, owner.externalId)));
    const made = tries.filter(({ added }) => added);
    expect(made).toHaveLength(1);
    expect(await rulesOf(made[0]?.id ?? "")).toEqual(["booking", "hours"]);
    expect(await tables.account.count({ where: { tenantId: owner.tenantId } })).toBe(2);
    expect(await tables.replyRule.count({ where: { tenantId: owner.tenantId } })).toBe(4);
  });

  it("earns no free credits a second time", async () => {
    const { tenantId, externalId } = owner;
    const confirm = async (accountId: string) => {
      const view = (await accounts.find(tenantId, accountId))?.view;
      if (!view) throw new Error("no account");
      const saved = await accounts.saveReply(stamp(owner), accountId, view.version, view, true);
      expect(saved?.kind).toBe("saved");
    };
    const granted = () => tables.creditEntry.count({ where: { tenantId, kind: "grant" } });
    await disconnect(owner, owner.accountId);
    const { id: first } = await connect(owner, externalId);
    await confirm(first);
    expect(await granted()).toBe(1);
    await disconnect(owner, first);
    const { id: second } = await connect(owner, externalId);
    await confirm(second);
    expect(await granted()).toBe(1);
    expect(await rulesOf(second)).toEqual(["booking", "hours"]);
  });

  it("still rests for whom it rested, and leaves alone whom any of its accounts did", async () => {
    const { tenantId, accountId, externalId } = owner;
    const pauses = createPauseRecords(database, randomIds);
    const leftAlone = createLeftAloneStore(database, randomIds);
    const until = new Date(NOON.getTime() + 3_600_000);
    const pause = { customer: CUSTOMER, until, keepsLater: false, cause: "owner", now: NOON, stamp: null } as const;
    await pauses.setPause({ tenantId, accountId }, pause);
    await leftAlone.add(stamp(owner), accountId, CUSTOMER, "my sister");
    await disconnect(owner, accountId);
    // An earlier account of the number, where the same customer had asked for it themselves.
    const earlier = { tenantId, id: `${accountId}-earlier`, channel: "whatsapp", formerExternalId: externalId };
    const gone = { displayAddress: "+1", defaultRule: {}, disconnectedAt: new Date(0) };
    await tables.account.create({ data: { ...earlier, ...gone } });
    const stopped = { tenantId, accountId: earlier.id, address: CUSTOMER, createdAt: NOON, stoppedAt: NOON };
    await tables.leftAlone.create({ data: stopped });

    const { id } = await connect(owner, externalId);
    expect(await leftAlone.list(tenantId, id)).toMatchObject([
      { address: CUSTOMER, note: "my sister", stoppedAt: NOON },
    ]);
    expect(await pauses.listPauses({ tenantId, accountId: id }, NOON)).toMatchObject([{ customer: CUSTOMER, until }]);
  });

  it("has them from the operator's hand too, where no other config is given", async () => {
    const { tenantId, accountId, externalId } = owner;
    const named = [{ externalId, displayAddress: displayPhone() }];
    const live = async () => tables.account.findFirstOrThrow({ where: { tenantId, externalId }, include: WITH_RULES });
    await disconnect(owner, accountId);
    await operator.addAccounts(tenantId, "whatsapp", named, null);
    const first = await live();
    expect(readConfig(first)).toEqual({ ...CONFIG, enabled: true });
    await disconnect(owner, first.id);
    await operator.addAccounts(tenantId, "whatsapp", named, newAccountConfig());
    expect(readConfig(await live())).toEqual(newAccountConfig());
  });
});
