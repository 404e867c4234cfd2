import { after, type NextRequest } from "next/server";
import { channelDoor } from "@/lib/web/routes/channel-doors";
import { application } from "@/lib/wiring/application";

/** Serverless hosts stop the work that follows the answer after this many seconds. */
export const maxDuration = 300;

type Context = { params: Promise<{ channel: string }> };

const nothingHere = () => new Response("no such channel", { status: 404 });

export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const door = channelDoor((await params).channel);
  return door ? door.answerHandshake(application(), request.nextUrl) : nothingHere();
}

export async function POST(request: NextRequest, { params }: Context): Promise<Response> {
  const door = channelDoor((await params).channel);
  if (!door) return nothingHere();
  const app = application();
  const { response, wakeUps } = await door.receiveDelivery(app, request);
  for (const { conversation: name, tenantId, dueAt } of wakeUps) {
    after(() => app.timer.attend({ name, tenantId }, dueAt));
  }
  return response;
}
