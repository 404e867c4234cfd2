import type { Clock } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import { type CreditUse, type CreditUseReader, MAX_COUNTED, type RuleUse } from "@/lib/credits/credit-use";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { type NameRule, readRuleNames } from "./used-rules";

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;

type Used = { day: string; sample: boolean; account_id: string | null; rule_id: string | null; credits: number };

/** Where a tenant's credits went, and what went out to its customers. */
export function createCreditUseReader(database: Database, clock: Clock): CreditUseReader {
  return {
    readUse: (tenantId, days) =>
      forTenant(database, tenantId, async (tx) => {
        if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
          throw new AppError("invalid_input", `days: expected a whole number, 1 to ${MAX_DAYS}`);
        }
        const first = Math.floor(clock.now().getTime() / DAY_MS) - days + 1;
        const used = await tx.$queryRaw<Used[]>`
          SELECT to_char(s.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, s.reference LIKE 'sample:%' AS sample,
                 t.account_id, t.rule_id, coalesce(-sum(taken.amount), 0)::int AS credits
          FROM credit_entries s
          JOIN credit_entries taken
            ON taken.tenant_id = s.tenant_id AND taken.kind = 'reserve' AND taken.reference = s.reference
          LEFT JOIN turns t ON t.id = s.reference AND t.tenant_id = s.tenant_id
          WHERE s.tenant_id = ${tenantId} AND s.kind = 'settle' AND s.created_at >= ${new Date(first * DAY_MS)}
            AND NOT EXISTS (
              SELECT FROM credit_entries r
              WHERE r.tenant_id = s.tenant_id AND r.kind = 'restore' AND r.reference = s.reference)
          GROUP BY 1, 2, 3, 4`;
        return { perDay: perDay(used, first, days), perRule: perRule(used, await readRuleNames(tx, tenantId)) };
      }),

    countDelivered: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const now = clock.now();
        const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
        // The limit is on what is read, by the index, not on what is found.
        const [row] = await tx.$queryRaw<{ delivered: number; seen: number }[]>`
          SELECT count(*) FILTER (WHERE direction = 'outbound' AND state IN ('delivered', 'read'))::int AS delivered,
                 count(*)::int AS seen
          FROM (SELECT direction, state FROM messages
                WHERE tenant_id = ${tenantId} AND created_at >= ${month} LIMIT ${MAX_COUNTED}) m`;
        return { delivered: row?.delivered ?? 0, more: (row?.seen ?? 0) >= MAX_COUNTED };
      }),
  };
}

function perDay(used: readonly Used[], first: number, days: number): CreditUse["perDay"] {
  const sums = new Map<string, number>();
  for (const { day, credits } of used) sums.set(day, (sums.get(day) ?? 0) + credits);
  return Array.from({ length: days }, (_, index) => {
    const day = new Date((first + index) * DAY_MS).toISOString().slice(0, 10);
    return { day, credits: sums.get(day) ?? 0 };
  });
}

function perRule(used: readonly Used[], nameRule: NameRule): RuleUse[] {
  const sums = new Map<string, RuleUse>();
  for (const { sample, account_id, rule_id, credits } of used) {
    const ofRule = account_id !== null && rule_id !== null;
    const key = ofRule ? `${account_id} ${rule_id}` : String(sample);
    const known = sums.get(key)?.credits ?? 0;
    sums.set(
      key,
      ofRule
        ? { kind: "rule", rule: nameRule(account_id, rule_id), credits: known + credits }
        : { kind: sample ? "sample" : "older", credits: known + credits },
    );
  }
  return [...sums.values()].sort((one, other) => other.credits - one.credits);
}
