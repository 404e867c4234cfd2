import { type NextRequest, NextResponse } from "next/server";
import { refuseBody } from "@/lib/web/routes/read-limited-body";
import { environment } from "./lib/env/environment";
import type { Environment } from "./lib/env/environment.schema";

/** Next's development server evaluates code for its error pages; nothing else may. */
const DEVELOPMENT = process.env.NODE_ENV === "development";

/** What a page may load and reach beyond our own origin: Meta's script, and what it talks to and frames. */
type Foreign = { script: string[]; rest: string[] };

const NOTHING_FOREIGN: Foreign = { script: [], rest: [] };

/** The one page with Meta's window. */
const SIGNUP_PAGE = "/admin/whatsapp/connect";

function foreignFor(path: string, env: Environment): Foreign {
  if (path !== SIGNUP_PAGE || env.META_SIGNUP_CONFIG_ID === undefined) return NOTHING_FOREIGN;
  const script = new URL(env.META_SDK_URL).origin;
  const rest = env.META_SIGNUP_ORIGINS.flatMap((origin) => {
    const { protocol, hostname, host } = new URL(origin);
    // Hosts below a number are none.
    return /^[\d.]+$|^\[/.test(hostname) ? [origin] : [origin, `${protocol}//*.${host}`];
  });
  return { script: [script], rest: [...new Set([script, ...rest])] };
}

/**
 * What sonner writes into its style element, first nothing and then all, when its module is loaded: it knows no nonce. Of
 * another version a browser's console names the new hash.
 */
const SONNERS_STYLES = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
];

function contentPolicy(nonce: string, secure: boolean, { script, rest }: Foreign): string {
  const also = (more: string[]): string => more.map((one) => ` ${one}`).join("");
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${also(script)}${DEVELOPMENT ? " 'unsafe-eval'" : ""}`,
    // Elements: Radix' and dnd-kit's carry the nonce (`components/style-nonce.ts`). Meta's script has its own ways, and so has
    // the development server: beside a nonce 'unsafe-inline' would count for nothing.
    `style-src 'self' ${script.length > 0 || DEVELOPMENT ? "'unsafe-inline'" : [`'nonce-${nonce}'`, ...SONNERS_STYLES].join(" ")}`,
    // Attributes can carry no nonce, and in the HTML of a switch, a slider or a bar React and Radix write some.
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' data:${also(rest)}`,
    "font-src 'self'",
    `connect-src 'self'${also(rest)}`,
    ...(rest.length > 0 ? [`frame-src${also(rest)}`] : []),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/**
 * Refuses bodies that are too large; gives every page its security headers, and Next the nonce for its
 * scripts (it reads it from the request's policy).
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const refusal = await refuseBody(request);
  if (refusal) return refusal;
  const env = environment();
  const secure = env.APP_URL.startsWith("https:");
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const policy = contentPolicy(nonce, secure, foreignFor(request.nextUrl.pathname, env));
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  response.headers.set("cross-origin-opener-policy", "same-origin-allow-popups");
  if (secure) response.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  return response;
}

export const config = {
  // Machines' doors show no pages and are asked often; built files are the same for everybody. What reads its own body
  // with a deadline is not here either: behind this, Next waits for the whole of it.
  matcher: ["/((?!_next/static|webhook/|api/auth/|api/jobs/|api/health/).*)"],
};
