import type { Clock } from "@/lib/core/clock";
import { AppError } from "@/lib/core/errors";
import type { IdSource } from "@/lib/core/ids";
import { amountProblem } from "@/lib/credits/credit-entry";
import type { LedgerProof } from "@/lib/credits/ledger-reader";
import { createCreditReader } from "../credits/balance-records";
import { grantCredits } from "../credits/grant-credits";
import { proveLedger } from "../credits/prove-ledger";
import type { Database } from "../shared/database";
import { asPlatform, forTenant } from "../shared/tenant-scope";

export type GrantAnswer = {
  tenant: string;
  reference: string;
  amount: number;
  /** True when this reference was granted before: nothing has changed. */
  repeated: boolean;
  balance: number;
};

export type CreditsSummary = {
  tenant: string;
  balance: number;
  reserved: number;
  low_threshold: number;
  /** The newest 20. */
  entries: { at: string; kind: string; amount: number; balance: number; reference: string; reason: string | null }[];
};

export type OperatorCredits = {
  grant(tenant: string, amount: number, reason: string, reference: string | null): Promise<GrantAnswer>;
  show(tenant: string): Promise<CreditsSummary>;
  verify(): Promise<LedgerProof>;
};

const SHOWN_ENTRIES = 20;

/** References of the operator's own, apart from those of the program: neither can use up the other's. */
const operatorReference = (reference: string): string => `operator:${reference}`;

/** The operator's look at the ledger, across tenants. A tenant is named by its slug or its id. */
export function createOperatorCredits(database: Database, ids: IdSource, clock: Clock): OperatorCredits {
  const reader = createCreditReader(database, ids, clock);
  const findTenant = async (name: string): Promise<{ id: string; slug: string }> => {
    const select = { id: true, slug: true };
    const tenant =
      (await asPlatform(database, (tx) => tx.tenant.findUnique({ where: { slug: name }, select }))) ??
      (await asPlatform(database, (tx) => tx.tenant.findUnique({ where: { id: name }, select })));
    if (!tenant) throw new AppError("not_found", `--tenant ${name}: no such tenant`);
    return tenant;
  };

  return {
    async grant(name, amount, reason, given) {
      const problem = amountProblem("grant", amount);
      if (problem) throw new AppError("invalid_input", `--amount: expected ${problem}`);
      const { id: tenantId, slug } = await findTenant(name);
      const reference = given ?? ids.newId();
      const grant = { tenantId, amount, reference: operatorReference(reference), reason, now: clock.now() };
      const written = await forTenant(database, tenantId, (tx) => grantCredits(tx, ids, grant));
      if (written.kind === "repeated" && written.amount !== amount) {
        throw new AppError(
          "conflict",
          `--reference ${reference}: ${written.amount} credits were granted under it before; nothing has changed`,
        );
      }
      const { credits: balance } = await reader.readBalance(tenantId);
      return { tenant: slug, reference, amount, repeated: written.kind !== "written", balance };
    },
    async show(name) {
      const { id: tenantId, slug } = await findTenant(name);
      const { credits, reserved, lowThreshold } = await reader.readBalance(tenantId);
      const entries = await reader.listEntries(tenantId, { limit: SHOWN_ENTRIES });
      return {
        tenant: slug,
        balance: credits,
        reserved,
        low_threshold: lowThreshold,
        entries: entries.map(({ at, kind, amount, balanceAfter, reference, reason }) => ({
          at: at.toISOString(),
          kind,
          amount,
          balance: balanceAfter,
          reference,
          reason,
        })),
      };
    },
    verify: () => proveLedger(database),
  };
}
