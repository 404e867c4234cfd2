import { application } from "@/lib/wiring/application";
import { checkReadiness } from "@/lib/wiring/check-readiness";

export const dynamic = "force-dynamic";

/** 200 when the database is migrated and Redis answers, else 503; each part says which. */
export async function GET(): Promise<Response> {
  const readiness = await checkReadiness(application());
  return Response.json(readiness, { status: readiness.ready ? 200 : 503 });
}
