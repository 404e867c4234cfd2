import { createHash } from "node:crypto";
import { checksKeptForPersona } from "@/lib/credits/daily-budget";
import type { JudgedText } from "@/lib/persona/render-persona";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import type { CheckRecords, PendingCheck } from "@/lib/safety/check-waiting-texts";
import type { CheckedKind, SafetyState } from "@/lib/safety/safety-check";
import { Prisma } from "../generated/client";
import type { Database } from "../shared/database";
import { asPlatform, forTenant, type TenantTx } from "../shared/tenant-scope";
import { backOffWaiting, claimWaiting, type WaitingRows } from "../shared/waiting-rows";
import { readSavedPersonas, type SavedText } from "./saved-personas";

/** A claimed text belongs to its worker for so long; after it somebody else asks. */
const CLAIM_MS = 60_000;

/** Between two tries of one text. */
const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 300;

/** Tenants whose texts are taken over for another classifier at once. */
const ADOPTED_AT_ONCE = 100;

/** SHA-256 of the exact text: a verdict is for these bytes and no others. */
export const hashPrompt = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What there is nothing to judge of: facts that are hours and a time zone only. */
export const NOTHING_TO_JUDGE = hashPrompt("");

/**
 * Brings a tenant's waiting texts into line with what is in force: its persona, its facts, and the instructions of all its connected
 * numbers' rules. What has no verdict yet begins to wait; what waits and is in force no more is dropped, so that nobody
 * pays for it and the queue never holds more than a tenant's rule lists do. Call it after every change of either, and last
 * in the transaction: changes of one tenant take turns from here on.
 */
export async function syncChecks(tx: TenantTx, tenantId: string, classifier: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM tenants WHERE id = ${tenantId} FOR NO KEY UPDATE`;
  const personas = await personasToJudge(tx, tenantId);
  const textsOf = (kind: CheckedKind) => personas.filter((one) => one.kind === kind).map(({ text }) => text);
  const wanted = new Map<CheckedKind, Map<string, string>>([
    ["persona", byHash(textsOf("persona"))],
    ["name", byHash(textsOf("name"))],
    ["facts", byHash(await factsToJudge(tx, tenantId))],
    ["rule", byHash(await instructionsInForce(tx, tenantId))],
  ]);
  for (const [kind, texts] of wanted) {
    const outOfForce = { tenantId, kind, hash: { notIn: [...texts.keys()] } };
    await tx.promptCheck.deleteMany({
      where: { ...outOfForce, OR: [{ status: "pending" }, { classifier: { not: classifier } }] },
    });
    if (texts.size === 0) continue;
    const common = { tenantId, kind, classifier, nextTryAt: new Date(0) };
    const data = [...texts].map(([hash, text]) => ({ ...common, hash, text }));
    await tx.promptCheck.createMany({ data, skipDuplicates: true });
  }
}

const byHash = (texts: readonly string[]): Map<string, string> =>
  new Map(texts.map((text) => [hashPrompt(text), text]));

/** The facts as they were last saved, and those that customers get until these are approved. */
async function factsToJudge(tx: TenantTx, tenantId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ text: string }[]>`
    SELECT text FROM facts WHERE tenant_id = ${tenantId}
    UNION
    (SELECT v.text FROM facts_versions v WHERE v.tenant_id = ${tenantId} AND EXISTS (
        SELECT FROM prompt_checks c
        WHERE c.tenant_id = ${tenantId} AND c.kind = 'facts' AND c.hash = v.hash AND c.status = 'approved')
      ORDER BY v.version DESC LIMIT 1)`;
  return rows.map(({ text }) => text).filter((text) => text !== "");
}

/** The persona as it was last saved, and the one that speaks until this is approved. */
async function personasToJudge(tx: TenantTx, tenantId: string): Promise<JudgedText[]> {
  const [newest, ...earlier] = await readSavedPersonas(tx, tenantId);
  const approved = await tx.promptCheck.findMany({
    where: { tenantId, kind: { in: ["persona", "name"] }, status: "approved" },
    select: { kind: true, hash: true },
  });
  const isApproved = ({ judged }: SavedText): boolean =>
    approved.some(({ kind, hash }) => kind === judged.kind && hash === hashPrompt(judged.text));
  const speaking = isApproved(newest) ? undefined : earlier.find(isApproved);
  return [newest, ...(speaking ? [speaking] : [])].map(({ judged }) => judged);
}

/** Every instruction to the AI in a tenant's rule lists, rules that are switched off included: they may be switched on. */
async function instructionsInForce(tx: TenantTx, tenantId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ text: string }[]>`
    SELECT DISTINCT response ->> 'text' AS text FROM (
      SELECT default_rule -> 'response' AS response FROM accounts
      WHERE tenant_id = ${tenantId} AND disconnected_at IS NULL
      UNION ALL
      SELECT r.response FROM reply_rules r JOIN accounts a ON a.tenant_id = r.tenant_id AND a.id = r.account_id
      WHERE a.tenant_id = ${tenantId} AND a.disconnected_at IS NULL) AS responses
    WHERE response ->> 'kind' = 'prompt' AND jsonb_typeof(response -> 'text') = 'string'`;
  return rows.map(({ text }) => text);
}

/** Every instruction to the AI that a config holds, the default rule's too. */
export function rulePrompts(config: StoredConfig): string[] {
  return [...config.rules, config.default_rule].flatMap(({ response }) =>
    response.kind === "prompt" ? [response.text] : [],
  );
}

/** The state of one text; null when nobody asked for a verdict yet. */
export async function readCheck(
  tx: TenantTx,
  tenantId: string,
  kind: CheckedKind,
  text: string,
  classifier: string,
): Promise<SafetyState | null> {
  return (await readChecks(tx, tenantId, kind, [text], classifier)).get(text) ?? null;
}

/**
 * The states of several texts; those that nobody asked about are left out. After a change of the classifier the verdict of
 * the one before holds until the new one has judged: an operator's setting must not silence every tenant's AI.
 */
export async function readChecks(
  tx: TenantTx,
  tenantId: string,
  kind: CheckedKind,
  texts: readonly string[],
  classifier: string,
): Promise<Map<string, SafetyState>> {
  if (texts.length === 0) return new Map();
  const textOf = new Map(texts.map((text) => [hashPrompt(text), text]));
  const rows = await tx.promptCheck.findMany({
    where: { tenantId, kind, hash: { in: [...textOf.keys()] } },
    select: { hash: true, classifier: true, status: true, reason: true, attempts: true },
    orderBy: { checkedAt: { sort: "asc", nulls: "first" } },
  });
  const states = new Map<string, SafetyState>();
  // What comes later in the list outranks: waiting, then earlier classifiers' verdicts by their age, then today's own.
  const rank = (row: (typeof rows)[number]): number =>
    row.status === "pending" ? 0 : row.classifier === classifier ? 2 : 1;
  for (const row of rows.sort((one, other) => rank(one) - rank(other))) {
    const { hash, status, reason, attempts } = row;
    if (status === "pending" && row.classifier !== classifier) continue;
    const text = textOf.get(hash) ?? "";
    if (status === "approved") states.set(text, { status });
    else if (status === "rejected") states.set(text, { status, reason: reason ?? "" });
    else states.set(text, { status: "pending", attempts });
  }
  return states;
}

/** Asks again now: the owner's "check again", for a text that waits. A verdict stays as it is. */
export async function retryChecksNow(tx: TenantTx, tenantId: string): Promise<void> {
  await tx.promptCheck.updateMany({ where: { tenantId, status: "pending" }, data: { nextTryAt: new Date(0) } });
}

/** The records behind the check in the background; they look across tenants, as the sweep does. */
export function createCheckRecords(database: Database, classifier: string, checksPerDay: number): CheckRecords {
  const rows: WaitingRows = {
    table: Prisma.sql`prompt_checks`,
    waits: Prisma.sql`w.status = 'pending' AND w.classifier = ${classifier}`,
    // Without a persona no AI reply goes out at all, and a tenant has few texts of it, and of its facts, that wait.
    rank: Prisma.sql`CASE w.kind WHEN 'rule' THEN 1 ELSE 0 END`,
    columns: Prisma.sql`w.tenant_id AS "tenantId", w.hash, w.kind, w.text, w.attempts`,
    call: "check",
  };
  const budget = { limit: checksPerDay, keptForFirst: checksKeptForPersona(checksPerDay) };
  let adopted = false;
  return {
    async claimCheck(now, except) {
      const until = new Date(now.getTime() + CLAIM_MS);
      const [row] = await claimWaiting<PendingCheck>(database, rows, { now, until, limit: 1, except, budget });
      return row ?? null;
    },
    async storeVerdict({ tenantId, hash, kind }, verdict, now) {
      await forTenant(database, tenantId, async (tx) => {
        const { count } = await tx.promptCheck.updateMany({
          where: { tenantId, hash, kind, classifier, status: "pending" },
          data: {
            status: verdict.status,
            reason: verdict.status === "rejected" ? verdict.reason : null,
            checkedAt: now,
            nextTryAt: null,
          },
        });
        // What an earlier classifier said has held until now.
        const earlier = { tenantId, hash, kind, classifier: { not: classifier } };
        if (count > 0) await tx.promptCheck.deleteMany({ where: earlier });
      });
    },
    async putOffCheck({ tenantId, hash, kind }, failed, now) {
      const these = Prisma.sql`w.tenant_id = ${tenantId} AND w.hash = ${hash} AND w.kind = ${kind}`;
      const pauses = { firstSeconds: FIRST_PAUSE_SECONDS, longestSeconds: LONGEST_PAUSE_SECONDS };
      await backOffWaiting(database, rows, { tenantId, these, failed }, { now, ...pauses });
    },
    async adoptClassifier() {
      // Once a process: a tenant that another one serves by the old classifier begins to wait when it is first asked for.
      while (!adopted) {
        const tenants = await asPlatform(
          database,
          (tx) => tx.$queryRaw<{ id: string }[]>`
          SELECT DISTINCT tenant_id AS id FROM prompt_checks old
          WHERE classifier <> ${classifier} AND NOT EXISTS (
            SELECT FROM prompt_checks new WHERE new.tenant_id = old.tenant_id AND new.classifier = ${classifier})
          LIMIT ${ADOPTED_AT_ONCE}`,
        );
        for (const { id } of tenants) await forTenant(database, id, (tx) => syncChecks(tx, id, classifier));
        adopted = tenants.length < ADOPTED_AT_ONCE;
      }
    },
  };
}
