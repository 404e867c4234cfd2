import { after, type NextRequest } from "next/server";
import { channelDoor } from "@/lib/web/routes/channel-doors";
import { application } from "@/lib/wiring/application";

/** Serverless hosts stop the work that follows the answer after this many seconds. */
export const maxDuration = 300;

type Context = { params: Promise<{ channel: string }> };

export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const door = channelDoor(application(), (await params).channel);
  return door.kind === "open" ? door.answerHandshake(request.nextUrl) : door.response;
}

export async function POST(request: NextRequest, { params }: Context): Promise<Response> {
  const app = application();
  const door = channelDoor(app, (await params).channel);
  if (door.kind === "closed") return door.response;
  const { response, wakeUps } = await door.receiveDelivery(request);
  for (const { conversation: name, tenantId, dueAt } of wakeUps) {
    after(() => app.timer.attend({ name, tenantId }, dueAt));
  }
  return response;
}
