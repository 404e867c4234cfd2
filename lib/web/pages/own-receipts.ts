import { notFound } from "next/navigation";
import { cache } from "react";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import { application } from "@/lib/wiring/application";
import { requireOwner } from "../auth/current-person";

/** An id as ours are; what is none is not asked for. */
const TURN_ID = /^[\w-]{1,80}$/;

/** Layout, title and page of one request ask for the same turn. */
const readOnce = cache((tenantId: string, turnId: string) => application().readReceipt(tenantId, turnId));

/** What is known of one of the signed-in owner's turns, or the same 404 for somebody else's and for one that is not kept. */
export async function ownReceiptOr404(turnId: string): Promise<Receipt> {
  const { tenantId } = await requireOwner();
  if (!TURN_ID.test(turnId)) notFound();
  return (await readOnce(tenantId, turnId)) ?? notFound();
}
