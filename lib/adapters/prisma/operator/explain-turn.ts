import { AppError } from "@/lib/core/errors";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import type { Database } from "../shared/database";
import { asPlatform } from "../shared/tenant-scope";
import { createReadReceipt } from "../turns/receipts/read-receipt";

/** All that is known of one turn, whosever it is. An id that nobody has throws AppError `not_found`. */
export type ExplainTurn = (turnId: string) => Promise<Receipt>;

export function createExplainTurn(database: Database): ExplainTurn {
  const readReceipt = createReadReceipt(database);
  return async (turnId) => {
    const refused = new AppError("not_found", `${turnId}: no such turn`);
    // Postgres takes no NUL, and no id of ours is longer.
    if (turnId.length > 100 || turnId.includes("\0")) throw refused;
    // By the key, one tenant after the other: the log has no other way to an id.
    const [found] = await asPlatform(
      database,
      (tx) => tx.$queryRaw<{ tenantId: string }[]>`
        SELECT tenants.id AS "tenantId" FROM tenants CROSS JOIN LATERAL
          (SELECT FROM turns WHERE tenant_id = tenants.id AND turns.id = ${turnId} OFFSET 0) own LIMIT 1`,
    );
    const receipt = found && (await readReceipt(found.tenantId, turnId));
    if (!receipt) throw refused;
    return receipt;
  };
}
