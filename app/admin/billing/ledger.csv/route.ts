import { requireOwner } from "@/lib/web/auth/current-person";
import { exportLedger } from "@/lib/web/pages/ledger-export";
import { application } from "@/lib/wiring/application";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return exportLedger(application(), await requireOwner(), new URL(request.url).searchParams);
}
