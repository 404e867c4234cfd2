import { type NextRequest, NextResponse } from "next/server";
import { refuseBody } from "@/lib/web/routes/read-limited-body";
import { environment } from "./lib/env/environment";

/** Next's development server evaluates code for its error pages; nothing else may. */
const DEVELOPMENT = process.env.NODE_ENV === "development";

function contentPolicy(nonce: string, secure: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${DEVELOPMENT ? " 'unsafe-eval'" : ""}`,
    // Radix and sonner write style elements and attributes that can't carry the nonce. Styles run no code.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
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
  const secure = environment().APP_URL.startsWith("https:");
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const policy = contentPolicy(nonce, secure);
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
