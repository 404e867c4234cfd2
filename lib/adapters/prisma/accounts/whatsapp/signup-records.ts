import type { Signup, SignupState } from "@/lib/accounts/connection/whatsapp/signup/signup";
import type { SignupRecords } from "@/lib/accounts/connection/whatsapp/signup/signup.port";
import type { IdSource } from "@/lib/core/ids";
import type { WhatsappSignup } from "../../generated/client";
import { writeAudit } from "../../shared/audit-row";
import type { Database } from "../../shared/database";
import { forTenant } from "../../shared/tenant-scope";

/** Where each owner stands in Meta's signup. */
export function createSignupRecords(database: Database, ids: IdSource): SignupRecords {
  return {
    begin: (stamp, signup) =>
      forTenant(database, stamp.tenantId, async (tx, tenantId) => {
        // Tokens that no account came of speak for somebody's numbers: none is kept longer than it is of use.
        if (signup.sealedToken !== null) {
          await tx.whatsappSignup.deleteMany({ where: { tenantId, accessToken: { not: null } } });
        }
        const { id, startedAt: createdAt } = signup;
        const row = await tx.whatsappSignup.create({ data: { tenantId, id, createdAt, ...columnsOf(signup) } });
        await writeAudit(tx, ids, stamp, id, { signup: signup.state.kind });
        return read(row);
      }),

    find: (tenantId, id) =>
      forTenant(database, tenantId, async (tx) => {
        const row = await tx.whatsappSignup.findFirst({ where: { tenantId, id } });
        return row && read(row);
      }),

    current: (tenantId) =>
      forTenant(database, tenantId, async (tx) => {
        const orderBy = [{ createdAt: "desc" as const }, { id: "desc" as const }];
        const row = await tx.whatsappSignup.findFirst({ where: { tenantId }, orderBy });
        return row && read(row);
      }),

    save: (tenantId, signup) =>
      forTenant(database, tenantId, async (tx) => {
        const { id, version } = signup;
        const data = { ...columnsOf(signup), version: { increment: 1 } };
        const { count } = await tx.whatsappSignup.updateMany({ where: { tenantId, id, version }, data });
        return count === 0 ? null : { ...signup, version: version + 1 };
      }),
  };
}

function columnsOf({ accountId, state, hints, chosen, sealedToken, nameInReview }: Omit<Signup, "version">) {
  return {
    accountId,
    state,
    hintedWabaId: hints.wabaId,
    hintedNumberId: hints.numberId,
    wabaId: chosen?.wabaId ?? null,
    numberId: chosen?.numberId ?? null,
    accessToken: sealedToken,
    nameInReview,
  };
}

function read(row: WhatsappSignup): Signup {
  const {
    id,
    accountId,
    version,
    createdAt,
    hintedWabaId,
    hintedNumberId,
    wabaId,
    numberId,
    accessToken,
    nameInReview,
  } = row;
  return {
    id,
    accountId,
    version,
    startedAt: createdAt,
    hints: { wabaId: hintedWabaId, numberId: hintedNumberId },
    chosen: wabaId !== null && numberId !== null ? { wabaId, numberId } : null,
    sealedToken: accessToken,
    nameInReview,
    state: row.state as SignupState,
  };
}
