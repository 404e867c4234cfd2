import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createPersonaRecords } from "../persona/persona-records";
import { createReadPrompts } from "../persona/read-prompts";
import { forTenant } from "../shared/tenant-scope";
import { createCheckRecords, hashPrompt, syncChecks } from "./check-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const RULE = "Be kind.";
let owner: Owner;
let before: ReturnType<typeof installation>;
let after: ReturnType<typeof installation>;

/** The program, set up with a classifier of its own. */
function installation() {
  const classifier = uniqueId("classifier");
  const checks = createCheckRecords(database, classifier, 1_000);
  const readPrompts = createReadPrompts(database, classifier);
  return {
    classifier,
    personas: createPersonaRecords(database, randomIds, classifier),
    sync: () => forTenant(database, owner.tenantId, (tx) => syncChecks(tx, owner.tenantId, classifier)),
    judge: (kind: "persona" | "rule", text: string, status: "approved" | "rejected") => {
      const check = { tenantId: owner.tenantId, kind, hash: hashPrompt(text), text, attempts: 0 };
      return checks.storeVerdict(check, status === "approved" ? { status } : { status, reason: "no" }, NOON);
    },
    statuses: async () => {
      const { persona, rule } = await readPrompts(owner.tenantId, RULE);
      return [persona.safety.status, rule.safety.status];
    },
    personaText: async () => (await readPrompts(owner.tenantId, RULE)).persona.text,
  };
}

const rows = (classifier: string) =>
  database.tables.promptCheck.count({ where: { tenantId: owner.tenantId, classifier } });

beforeEach(async () => {
  owner = await makeTenant(database);
  before = installation();
  after = installation();
  await before.sync();
  await before.judge("persona", await before.personaText(), "approved");
  await before.judge("rule", RULE, "approved");
});

describe("a change of the classifier", () => {
  it("silences nobody: the verdicts of the one before hold until the new one has judged", async () => {
    await after.sync();
    expect(await after.statuses()).toEqual(["approved", "approved"]);
    await after.judge("rule", RULE, "rejected");
    expect(await after.statuses()).toEqual(["approved", "rejected"]);
    await after.judge("persona", await after.personaText(), "approved");
    expect(await after.statuses()).toEqual(["approved", "rejected"]);
    expect(await rows(before.classifier)).toBe(0);
  });

  it("keeps what was rejected rejected", async () => {
    await database.tables.promptCheck.updateMany({
      where: { tenantId: owner.tenantId, kind: "rule" },
      data: { status: "rejected", reason: "no" },
    });
    await after.sync();
    expect(await after.statuses()).toEqual(["approved", "rejected"]);
  });

  it("lets no verdict hold that was never given, and asks only for what is in force", async () => {
    const stamp = { tenantId: owner.tenantId, personId: "person", action: "persona.save", at: NOON };
    await before.personas.savePersona(stamp, { mode: "custom", text: "Be short." }, 0);
    await after.sync();
    expect(await after.statuses()).toEqual(["pending", "approved"]);
    // The default persona and its verdict are in force no more.
    expect(await rows(before.classifier)).toBe(2);
    expect(await rows(after.classifier)).toBe(2);
  });
});
