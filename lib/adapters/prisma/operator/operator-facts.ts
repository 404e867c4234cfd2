import type { Clock } from "@/lib/core/clock";
import type { Facts } from "@/lib/facts/facts";
import { readFactsInForce, readSavedFacts, saveFacts } from "../facts/facts-records";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { findTenant } from "./operator-accounts";

/** `in_force`: the version that customers get; null while none is approved. */
export type FactsSaved = {
  tenant: string;
  version: number;
  safety: "pending" | "approved" | "rejected";
  in_force: number | null;
};

export type OperatorFacts = {
  /** Takes the place of what was saved last, whatever that is. */
  set(tenant: string, facts: Facts): Promise<FactsSaved>;
  /** As they were last saved, approved or not, or what customers get; empty where there are none. */
  show(tenant: string, which: "saved" | "in_force"): Promise<Facts>;
  /** Gives a tenant that has none its first facts; what an owner saved stays. */
  ensure(tenant: string, facts: Facts): Promise<void>;
};

/** The operator's way to a tenant's facts. A tenant is named by its slug, its id or a person's e-mail. */
export function createOperatorFacts(database: Database, clock: Clock, classifier: string): OperatorFacts {
  return {
    async set(ref, facts) {
      const { id, slug } = await findTenant(database, ref);
      return forTenant(database, id, async (tx, tenantId) => {
        const before = await tx.facts.findUnique({ where: { tenantId }, select: { version: true } });
        await saveFacts(tx, { tenantId, facts, seenVersion: before?.version ?? 0, classifier, now: clock.now() });
        const { version, safety, inForce } = await readSavedFacts(tx, tenantId, classifier);
        return { tenant: slug, version, safety: safety.status, in_force: inForce };
      });
    },
    async show(ref, which) {
      const { id } = await findTenant(database, ref);
      return forTenant(database, id, async (tx, tenantId) =>
        which === "saved"
          ? (await readSavedFacts(tx, tenantId, classifier)).facts
          : ((await readFactsInForce(tx, tenantId, classifier)) ?? {}),
      );
    },
    async ensure(ref, facts) {
      const { id } = await findTenant(database, ref);
      await forTenant(database, id, async (tx, tenantId) => {
        if ((await tx.facts.count({ where: { tenantId } })) > 0) return;
        await saveFacts(tx, { tenantId, facts, seenVersion: 0, classifier, now: clock.now() });
      });
    },
  };
}
