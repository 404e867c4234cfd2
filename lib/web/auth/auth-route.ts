import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import type { Application } from "@/lib/wiring/application";
import { readLimitedBody } from "../routes/read-limited-body";
import { authOptions, linkPage } from "./auth-options";

type Context = { params: Promise<{ nextauth: string[] }> };

/** An address, a token and the way back are a fraction of this. */
const MAX_BODY_BYTES = 16 * 1024;

/**
 * What of next-auth is open. No GET changes anything, but for two that are bound to a cookie of the caller's: Google's
 * way back (the state that was set on the way there), and a session's (which prolongs it).
 */
const DOORS: Record<string, readonly string[]> = {
  GET: ["csrf", "session", "providers", "signin", "signout", "error", "verify-request", "callback/google"],
  POST: ["signin/email", "signin/google", "signout", "callback/email"],
};

/**
 * next-auth's addresses. A body over 16 kB is 400, one that comes too slowly 408, a POST from another site 403. Asking for a mail is counted per client, per client and
 * address, and per address, once next-auth has found its token right; too many: 429 with `Retry-After`.
 */
export async function answerAuth(app: Application, request: NextRequest, context: Context): Promise<Response> {
  const path = (await context.params).nextauth.join("/");
  // Mails from before the link had a page, and whoever puts one together: to the page, with what the link holds.
  if (request.method === "GET" && path === "callback/email") {
    return Response.redirect(linkPage(app, request.url), 303);
  }
  // Of these two next-auth reads what went wrong, or whom to ask, from the address too.
  const door = /^(error|signin)\//.test(path) && request.method === "GET" ? path.slice(0, path.indexOf("/")) : path;
  if (!DOORS[request.method]?.includes(door)) return refuse(404, "there is nothing here");
  let whole: NextRequest = request;
  if (request.method === "POST") {
    if (!isFromOwnPage(request.headers, app.env.APP_URL)) return refuse(403, "expected a request from our own pages");
    const body = await readLimitedBody(request, MAX_BODY_BYTES);
    if (body.kind === "too_slow") return refuse(408, "the body came too slowly");
    if (body.kind === "too_large" || !isReadable(request.headers, body.bytes)) {
      return refuse(400, "expected a form, or JSON, of at most 16 kB");
    }
    const { url, method, headers } = request;
    whole = new NextRequest(url, { method, headers, body: new Uint8Array(body.bytes) });
  }
  const mails = countMails(app, clientAddress(request.headers));
  const answer = await NextAuth(whole, context, authOptions(app, mails.admit));
  return mails.refusal() ?? answer;
}

/**
 * False for what a browser sends from another site. Programs say nothing of where a request comes from, and have no
 * cookies that somebody else could use.
 */
function isFromOwnPage(headers: Headers, appUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  return origin === null || origin === new URL(appUrl).origin;
}

/** next-auth would throw on a body that is no JSON where its type says so. */
function isReadable(headers: Headers, body: Uint8Array): boolean {
  if (!headers.get("content-type")?.includes("application/json")) return true;
  try {
    JSON.parse(new TextDecoder().decode(body));
    return true;
  } catch {
    return false;
  }
}

/** Counts the mails of one request. next-auth has no way to pass a refusal's reason on, so it is kept here. */
export function countMails({ env, signIn: { limiter } }: Pick<Application, "env" | "signIn">, client: string) {
  let waitSeconds = 0;
  let failure: { cause: unknown } | null = null;
  return {
    admit: async (address: string): Promise<boolean> => {
      try {
        waitSeconds =
          (await limiter.take("sign_in_client", client)) ||
          (await limiter.take("sign_in_pair", `${client} ${address}`)) ||
          (await limiter.take("sign_in_address", address));
        return waitSeconds === 0;
      } catch (cause) {
        failure = { cause };
        return false;
      }
    },
    /** The 429, if a limit was reached; null otherwise. Throws what the limiter threw. */
    refusal: (): Response | null => {
      if (failure) throw failure.cause;
      if (waitSeconds === 0) return null;
      const headers = { "retry-after": String(waitSeconds) };
      return Response.json({ url: `${env.APP_URL}/sign-in?error=TooMany` }, { status: 429, headers });
    },
  };
}

const refuse = (status: number, error: string): Response => Response.json({ error }, { status });

/**
 * Whom a rate limit counts: the last entry of `X-Forwarded-For`, which the nearest proxy appends; everything before it
 * is whatever the client liked to write. There must be such a proxy: Next fills the header in from the socket only where
 * it is absent (next/dist/server/base-server.js), so a client that reaches Next directly writes its own entry, and a new
 * one for each request.
 */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
