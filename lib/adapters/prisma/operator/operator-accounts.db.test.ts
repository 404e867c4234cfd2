import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { AccountKey } from "@/lib/accounts/account";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createRecords } from "../turns/pipeline-records";
import { createOperatorRecords } from "./operator-accounts";

const database = openTestDatabase(inject("databaseUrl"));
const records = createRecords(database, randomIds, "classifier");
const operator = createOperatorRecords(database, randomIds, systemClock, {
  embedding: { name: "test-model", pooling: "cls" },
  classifier: "test-classifier",
});
const now = new Date();

beforeAll(async () => {
  await operator.ensureTenant("operator-test", "Operator");
});
afterAll(() => database.$disconnect());

async function newAccount(): Promise<{ tenantId: string; id: string; key: AccountKey }> {
  const { tenantId, accountId, externalId } = await makeTenant(database);
  return { tenantId, id: accountId, key: { channel: "whatsapp", externalId } };
}

describe("accounts", () => {
  it("belong to one tenant: a number that is taken is refused, also in a race", async () => {
    const numbers = [{ externalId: uniqueId("number"), displayAddress: "+1 555 010 0002" }];
    const added = await Promise.allSettled(
      Array.from({ length: 4 }, () => operator.addAccounts("operator-test", "whatsapp", numbers, newAccountConfig())),
    );
    expect(added.filter(({ status: how }) => how === "fulfilled")).toHaveLength(1);
    for (const one of added)
      if (one.status === "rejected") expect(String(one.reason)).toMatch(/belongs to an account already/);
  });

  it("keep the old config when the new one can't be written", async () => {
    const account = await newAccount();
    const rule = {
      id: "twice",
      label: "L",
      matcher: { kind: "static_text" as const, keywords: ["a"] },
      response: { kind: "canned" as const, text: "b" },
    };
    const config = { ...newAccountConfig(), rules: [rule] };
    await operator.replaceConfig(account.key, config);
    await expect(operator.replaceConfig(account.key, { ...config, rules: [rule, rule] })).rejects.toThrow();
    expect((await operator.showAccount(account.key)).config).toEqual(config);
  });

  it("give the whole config back as it was, optional fields absent where they were", async () => {
    const account = await newAccount();
    const config = {
      ...newAccountConfig(),
      on_ai_blocked: "default" as const,
      rules: [
        {
          id: "z",
          label: "Z",
          enabled: false,
          matcher: { kind: "prompt" as const, description: "d", threshold: 0.95, examples: ["x"] },
          response: { kind: "prompt" as const, text: "t" },
        },
        {
          id: "a",
          label: "A",
          matcher: { kind: "static_text" as const, keywords: ["k"], whole_word: true },
          response: { kind: "canned" as const, text: "☕" },
        },
      ],
    };
    await operator.replaceConfig(account.key, config);
    expect((await records.loadAccount(account.tenantId, account.id))?.config).toEqual(config);
  });

  it("are broken once, with the first reason, and repaired by the operator", async () => {
    const { tenantId, id, key } = await newAccount();
    const failure = { tenantId, accountId: id, source: "webhook", at: now, now } as const;
    await records.noteIncident({ ...failure, cause: "auth", code: 190, by: "operator" });
    await records.noteIncident({ ...failure, cause: "policy", code: 368, by: "tenant" });
    expect((await operator.showAccount(key)).broken).toMatchObject({ reason: "auth_190", by: "operator" });
    await operator.repairAccount(key);
    expect((await operator.showAccount(key)).broken).toBeNull();
  });

  it("of another tenant are not loaded", async () => {
    const account = await newAccount();
    expect(await records.loadAccount("foreign", account.id)).toBeNull();
  });
});
