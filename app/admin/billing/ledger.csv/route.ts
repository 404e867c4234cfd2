import { requireOwner } from "../../../../lib/web/current-person";
import { exportLedger } from "../../../../lib/web/ledger-export";
import { application } from "../../../../lib/wiring/application";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return exportLedger(application(), await requireOwner(), new URL(request.url).searchParams);
}
