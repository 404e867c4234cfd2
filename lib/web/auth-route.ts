import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import type { Application } from "../wiring/application";
import { authOptions } from "./auth-options";
import { clientAddress } from "./client-address";
import { readSignInEmail } from "./read-sign-in-email";

type Context = { params: Promise<{ nextauth: string[] }> };

/**
 * next-auth's addresses. Asking for a mail is limited per client and per address; too many: 429 with `Retry-After`. A
 * request in which no single address can be read is 400 and goes no further: it could not be counted.
 */
export async function answerAuth(app: Application, request: NextRequest, context: Context): Promise<Response> {
  const [action, provider] = (await context.params).nextauth;
  const refusal =
    request.method === "POST" && action === "signin" && provider === "email" ? await refuseMail(app, request) : null;
  return refusal ?? NextAuth(request, context, authOptions(app));
}

async function refuseMail(app: Application, request: NextRequest): Promise<Response | null> {
  const { limiter } = app.signIn;
  const ofClient = await limiter.take("sign_in_client", clientAddress(request.headers));
  if (ofClient > 0) return tooMany(app, ofClient);
  // From a copy: a body can be read once, and next-auth needs it.
  const address = readSignInEmail(request.headers.get("content-type"), await request.clone().text());
  if (address === null) return Response.json({ url: signInPage(app, "EmailSignin") }, { status: 400 });
  const ofAddress = await limiter.take("sign_in_address", address);
  return ofAddress > 0 ? tooMany(app, ofAddress) : null;
}

function tooMany(app: Application, waitSeconds: number): Response {
  return Response.json(
    { url: signInPage(app, "TooMany") },
    { status: 429, headers: { "retry-after": String(waitSeconds) } },
  );
}

const signInPage = (app: Application, error: "EmailSignin" | "TooMany"): string =>
  `${app.env.APP_URL}/sign-in?error=${error}`;
