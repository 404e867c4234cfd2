import type { NextRequest } from "next/server";
import { describeError } from "@/lib/core/errors";
import { guardCron } from "@/lib/web/routes/guard-cron";
import { application } from "@/lib/wiring/application";

export const maxDuration = 300;

export async function GET(request: NextRequest): Promise<Response> {
  const app = application();
  const refusal = guardCron(app, request);
  if (refusal) return refusal;
  try {
    return Response.json(await app.timer.sweepNow());
  } catch (error) {
    app.ports.log.error("sweep.failed", { error: describeError(error) });
    return Response.json({ error: "the sweep did not finish" }, { status: 500 });
  }
}
