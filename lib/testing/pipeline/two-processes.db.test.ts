import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { createAccountStore } from "@/lib/adapters/prisma/accounts/account-records";
import { createFactsStore } from "@/lib/adapters/prisma/facts/facts-records";
import { createRuleStore } from "@/lib/adapters/prisma/rules/rule-records";
import { createCheckRecords, hashPrompt } from "@/lib/adapters/prisma/safety/check-records";
import { randomIds } from "@/lib/core/ids";
import { factTexts } from "@/lib/facts/render-facts";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import type { RuleEdit } from "@/lib/rules/editing/rule-edit";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner } from "../ledger/ledger-fixtures";
import { PipelineHarness } from "./pipeline-harness";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());
const redis = { url: inject("redisUrl"), token: inject("redisToken") };
const models = { embedding: { name: "model", pooling: "cls" } as const, classifier: "classifier" };

const fixed = (text: string) => ({ kind: "canned" as const, text });
const rule: ReplyRule = {
  id: "hours",
  label: "Hours",
  matcher: { kind: "static_text", keywords: ["hello"] },
  response: fixed("We open at {address}."),
};

/** A process that answers, and knows the number; what another process saves beside it. */
describe("what is saved in one process is in force for the next message in every other", () => {
  let owner: Owner;
  let answering: PipelineHarness;
  let customers = 0;
  const stamp = (action: string) => ({ tenantId: owner.tenantId, personId: "person", action, at: NOON });
  /** What a customer who has never written gets in answer to "hello". */
  const answer = async (): Promise<string | undefined> => {
    customers += 1;
    const from = `1555020${String(customers).padStart(4, "0")}`;
    answering.sent.length = 0;
    for (const { conversation, dueAt } of await answering.receive(owner.externalId, "hello", from)) {
      await answering.attend(answering.ports(), conversation, dueAt);
    }
    return answering.sent[0]?.text;
  };

  beforeEach(async () => {
    owner = await makeTenant(database);
    answering = new PipelineHarness(database, redis, owner.tenantId);
    const where = { id: owner.accountId };
    const defaultRule = {
      id: "default",
      label: "Default reply",
      matcher: { kind: "default" },
      response: fixed("Later."),
    };
    await database.tables.account.update({ where, data: { defaultRule } });
    expect(await answer()).toBe("Later.");
  });

  it("a default reply, and that answers are off", async () => {
    const accounts = createAccountStore(database, randomIds, models.classifier);
    const [before] = await accounts.list(owner.tenantId);
    if (!before) throw new Error("no account");
    const settings = { ...before.view, defaultResponse: fixed("Soon.") };
    await accounts.saveReply(stamp("reply"), owner.accountId, before.view.version, settings, false);
    expect(await answer()).toBe("Soon.");
    await accounts.setEnabled(stamp("enabled"), owner.accountId, false);
    expect(await answer()).toBeUndefined();
    await accounts.setEnabled(stamp("enabled"), owner.accountId, true);
    expect(await answer()).toBe("Soon.");
  });

  it("a rule, its switch, its end, and the facts in its text", async () => {
    const rules = createRuleStore(database, randomIds, models);
    const version = async () => (await rules.readRules(owner.tenantId, owner.accountId))?.version ?? 0;
    const edit = async (change: RuleEdit) => rules.saveEdit(stamp("rules"), owner.accountId, await version(), change);
    const facts = createFactsStore(database, randomIds, models.classifier);
    await edit({ kind: "put", rule, base: null, place: { afterId: null, beforeId: null } });
    const before = await answer();
    const saved = { address: "1 High St" };
    await facts.saveFacts(stamp("facts"), saved, 0);
    expect(await answer()).toBe(before);
    const text = factTexts(saved);
    const check = { tenantId: owner.tenantId, kind: "facts" as const, hash: hashPrompt(text), text, attempts: 0 };
    await createCheckRecords(database, models.classifier, 10).storeVerdict(check, { status: "approved" }, NOON);
    expect(await answer()).toBe("We open at 1 High St.");
    await edit({ kind: "switch", ruleId: "hours", enabled: false });
    expect(await answer()).toBe("Later.");
    await edit({ kind: "switch", ruleId: "hours", enabled: true });
    expect(await answer()).toBe("We open at 1 High St.");
    const [base] = (await rules.readRules(owner.tenantId, owner.accountId))?.config.rules ?? [];
    if (base) await edit({ kind: "remove", base });
    expect(await answer()).toBe("Later.");
  });
});
