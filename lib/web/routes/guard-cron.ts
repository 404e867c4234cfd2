import type { Application } from "@/lib/wiring/application";
import { equalSecrets } from "@/lib/wiring/equal-secrets";

/** Null when the request carries `Authorization: Bearer $CRON_SECRET`, else the refusal. */
export function guardCron(app: Application, request: Request): Response | null {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() === "bearer" && token && equalSecrets(token, app.env.CRON_SECRET)) return null;
  return Response.json({ error: "expected Authorization: Bearer with the cron secret" }, { status: 401 });
}
