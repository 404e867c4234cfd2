import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import type { Application } from "../wiring/application";
import { authOptions } from "./auth-options";
import { clientAddress } from "./client-address";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's addresses. Asking for a mail is limited per client and per address; too many: 429 with `Retry-After`. */
export async function answerAuth(app: Application, request: NextRequest, context: Context): Promise<Response> {
  const [action, provider] = (await context.params).nextauth;
  if (request.method === "POST" && action === "signin" && provider === "email") {
    const waitSeconds = await countMail(app, request);
    if (waitSeconds > 0) {
      return Response.json(
        { url: `${app.env.APP_URL}/sign-in?error=TooMany` },
        { status: 429, headers: { "retry-after": String(waitSeconds) } },
      );
    }
  }
  return NextAuth(request, context, authOptions(app));
}

async function countMail(app: Application, request: NextRequest): Promise<number> {
  const { limiter } = app.signIn;
  const wait = await limiter.take("sign_in_client", clientAddress(request.headers));
  if (wait > 0) return wait;
  const address = await readAddress(request);
  return address === "" ? 0 : limiter.take("sign_in_address", address);
}

/** From a copy of the request: its body can be read once, and next-auth needs it. */
async function readAddress(request: NextRequest): Promise<string> {
  const text = await request.clone().text();
  const given = request.headers.get("content-type")?.includes("json")
    ? (parseJson(text) as { email?: unknown } | null)?.email
    : new URLSearchParams(text).get("email");
  return typeof given === "string" ? given.normalize("NFKC").trim().toLowerCase() : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
