import { after, type NextRequest } from "next/server";
import { answerHandshake, receiveDelivery } from "../../../lib/web/whatsapp-webhook";
import { application } from "../../../lib/wiring/application";

/** Serverless hosts stop the work that follows the answer after this many seconds. */
export const maxDuration = 300;

export function GET(request: NextRequest): Response {
  return answerHandshake(application(), request.nextUrl);
}

export async function POST(request: NextRequest): Promise<Response> {
  const app = application();
  const { response, wakeUps } = await receiveDelivery(app, request);
  for (const { conversation: name, tenantId, dueAt } of wakeUps) {
    after(() => app.timer.attend({ name, tenantId }, dueAt));
  }
  return response;
}
