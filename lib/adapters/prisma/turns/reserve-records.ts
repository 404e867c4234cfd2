import type { TurnCredits } from "@/lib/pipeline/answer/generate-reply";
import type { ReconcileRecords } from "@/lib/pipeline/reconcile/reconcile-turns";
import { endTurnCredit, reserveTurnCredit } from "../credits/ledger";
import type { Database } from "../shared/database";
import { forTenant } from "../shared/tenant-scope";
import { lockTurn, matchColumns } from "./turn-records";

/** The credit of a turn before and after its reply; what its reply itself does to it is in `turn-records.ts`. */
export function createReserveRecords(database: Database): TurnCredits & Pick<ReconcileRecords, "endOpenReserve"> {
  return {
    reserveCredit: (ref, match, priceCredits, now) =>
      forTenant(database, ref.tenantId, async (tx) => {
        const { tenantId, turnId } = ref;
        const turn = await lockTurn(tx, ref);
        if (!turn || turn.closed_at !== null) return { kind: "closed" };
        const reserve = await reserveTurnCredit(tx, ref, turn.credit, priceCredits, now);
        if (reserve.kind === "reserved") {
          await tx.turn.update({ where: { tenantId_id: { tenantId, id: turnId } }, data: matchColumns(match) });
        }
        return reserve;
      }),

    endOpenReserve: (ref, now) =>
      forTenant(database, ref.tenantId, async (tx) => {
        const turn = await lockTurn(tx, ref);
        if (!turn || turn.closed_at === null || turn.credit !== "reserved") return false;
        const { outcome } = await tx.turn.findUniqueOrThrow({
          where: { tenantId_id: { tenantId: ref.tenantId, id: ref.turnId } },
        });
        const fact = outcome === "replied" || outcome === "undelivered" ? outcome : "silent";
        await endTurnCredit(tx, ref, turn.credit, fact, "left_open", now);
        return true;
      }),
  };
}
