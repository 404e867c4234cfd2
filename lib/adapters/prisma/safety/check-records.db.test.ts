import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import type { Persona } from "@/lib/persona/persona";
import type { CheckedKind } from "@/lib/safety/safety-check";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner, uniqueId } from "@/lib/testing/ledger/ledger-fixtures";
import { createPersonaRecords } from "../persona/persona-records";
import { createReadPrompts } from "../persona/read-prompts";
import { forTenant } from "../shared/tenant-scope";
import { createCheckRecords, hashPrompt, syncChecks } from "./check-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const RULE = "Be kind.";
/** What is judged of the voice that a tenant begins with. */
const NAME = "Salon & Sons";
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
    readPrompts,
    personas: createPersonaRecords(database, randomIds, classifier),
    sync: () => forTenant(database, owner.tenantId, (tx) => syncChecks(tx, owner.tenantId, classifier)),
    judge: (kind: CheckedKind, text: string, status: "approved" | "rejected") => {
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

const waiting = async (classifier: string) => {
  const rows = await database.tables.promptCheck.findMany({
    where: { tenantId: owner.tenantId, classifier, status: "pending" },
  });
  return rows.map(({ text }) => text).sort();
};
const rows = (classifier: string) =>
  database.tables.promptCheck.count({ where: { tenantId: owner.tenantId, classifier } });

beforeEach(async () => {
  owner = await makeTenant(database);
  before = installation();
  after = installation();
  await before.sync();
  await before.judge("name", NAME, "approved");
  await before.judge("rule", RULE, "approved");
});

describe("a change of the classifier", () => {
  it("silences nobody: the verdicts of the one before hold until the new one has judged", async () => {
    await after.sync();
    expect(await after.statuses()).toEqual(["approved", "approved"]);
    await after.judge("rule", RULE, "rejected");
    expect(await after.statuses()).toEqual(["approved", "rejected"]);
    await after.judge("name", NAME, "approved");
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
    expect(await waiting(after.classifier)).toEqual(["Be kind.", "Be short.", NAME]);
    expect(await after.statuses()).toEqual(["approved", "approved"]);
    expect(await after.personaText()).toContain(NAME);
    await after.judge("name", NAME, "rejected");
    expect(await after.statuses()).toEqual(["pending", "approved"]);
    expect(await after.personaText()).toBe("Be short.");
  });
});

describe("a persona that is judged", () => {
  const stamp = () => ({ tenantId: owner.tenantId, personId: "person", action: "persona.save", at: NOON });
  const save = (persona: Persona, seen: number) => before.personas.savePersona(stamp(), persona, seen);
  const custom = (text: string): Persona => ({ mode: "custom", text });

  it("leaves customers the one before, also when it is refused", async () => {
    expect(await save(custom("One."), 0)).toMatchObject({
      version: 1,
      safety: { status: "pending" },
      inForce: { version: 0 },
    });
    await before.judge("persona", "One.", "approved");
    expect(await before.personaText()).toBe("One.");
    expect(await save(custom("Two."), 1)).toMatchObject({
      rendered: "Two.",
      inForce: { version: 1, rendered: "One." },
    });
    await before.judge("persona", "Two.", "rejected");
    expect(await before.statuses()).toEqual(["approved", "approved"]);
    expect(await before.personaText()).toBe("One.");
    expect(await before.personas.readPersona(owner.tenantId)).toMatchObject({
      ...{ version: 2, rendered: "Two.", safety: { status: "rejected" }, inForce: { version: 1 } },
    });
    await save(custom("Three."), 2);
    await before.judge("persona", "Three.", "approved");
    expect(await before.personaText()).toBe("Three.");
  });

  it("is kept while it speaks, however many come after it", async () => {
    await save(custom("One."), 0);
    await before.judge("persona", "One.", "approved");
    for (let seen = 1; seen <= 12; seen += 1) await save(custom(`Waits ${seen}.`), seen);
    expect(await before.personaText()).toBe("One.");
    const versions = await before.personas.listVersions(owner.tenantId);
    expect(versions.map(({ version }) => version)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 1]);
    // Nobody pays for what was saved in between.
    expect(await waiting(before.classifier)).toEqual(["Waits 12."]);
  });

  it("of a ready voice is judged by its name alone, once", async () => {
    const voice = (preset: string, businessName: string): Persona => ({ mode: "preset", preset, businessName });
    expect(await save(voice("brief", `  ${NAME} `), 0)).toMatchObject({ version: 1, safety: { status: "approved" } });
    expect(await waiting(before.classifier)).toEqual([]);
    await save(voice("brief", "Casino & Sons"), 1);
    expect(await waiting(before.classifier)).toEqual(["Casino & Sons"]);
    expect(await before.personaText()).toMatch(/Salon & Sons/);
    await before.judge("name", "Casino & Sons", "approved");
    expect(await save(voice("warm", "Casino & Sons"), 2)).toMatchObject({ inForce: { version: 3 } });
  });

  it("has none before it that speaks where none was ever approved", async () => {
    await before.judge("name", NAME, "rejected");
    await database.tables.promptCheck.updateMany({
      where: { tenantId: owner.tenantId, kind: "name" },
      data: { status: "rejected", reason: "no" },
    });
    await save(custom("One."), 0);
    expect(await before.personas.readPersona(owner.tenantId)).toMatchObject({ inForce: null });
    expect(await before.statuses()).toEqual(["pending", "approved"]);
  });

  it("says of itself what its owner worded, and what we did where nobody did", async () => {
    const line = "Lumi, our AI, writes.";
    const saved = await before.personas.saveAssistantLine({ ...stamp(), action: "persona.assistant_line" }, line);
    expect(saved).toMatchObject({ assistantLine: line, version: 0 });
    expect(await before.readPrompts(owner.tenantId, RULE)).toMatchObject({ assistantLine: line });
    await before.personas.saveAssistantLine(stamp(), null);
    expect(await before.readPrompts(owner.tenantId, RULE)).toMatchObject({ assistantLine: null });
  });
});
