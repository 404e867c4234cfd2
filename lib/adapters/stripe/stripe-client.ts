import Stripe from "stripe";
import { UpstreamError } from "@/lib/core/errors";

/** The only place that says so. The webhook's endpoint at Stripe is to be made with the same version. */
const STRIPE_API_VERSION = "2026-10-28.endive";

/** Stripe's answer to a refund or a session takes a second; the SDK's own limit is 80. */
const TIMEOUT_MS = 10_000;

/** `apiUrl` without a path. */
export type StripeOptions = { secretKey: string; apiUrl: string };

export function createStripeClient({ secretKey, apiUrl }: StripeOptions): Stripe {
  const { hostname, port, protocol } = new URL(apiUrl);
  const scheme = protocol === "http:" ? "http" : "https";
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION,
    host: hostname,
    port: port || (scheme === "http" ? "80" : "443"),
    protocol: scheme,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 2,
    telemetry: false,
    appInfo: { name: "Concierge" },
  });
}

/** Stripe understood the request and won't do it. */
export type StripeRefusal = InstanceType<
  typeof Stripe.errors.StripeCardError | typeof Stripe.errors.StripeInvalidRequestError
>;

export type StripeAnswer<Value> = { ok: true; value: Value } | { ok: false; refusal: StripeRefusal };

/** One call of the SDK. Throws UpstreamError, without what was sent, when it is not known what became of it. */
export async function askStripe<Value>(operation: string, call: () => Promise<Value>): Promise<StripeAnswer<Value>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) return { ok: false, refusal };
    throw upstreamError(operation, error);
  }
}

function refusalOf(error: unknown): StripeRefusal | null {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
  return error instanceof StripeCardError || error instanceof StripeInvalidRequestError ? error : null;
}

/**
 * `replayed`: the answer that was given when the key was first used; what it tells may have changed since. `stuck`: Stripe
 * keeps a server error under the key and will answer nothing else (docs.stripe.com/api/idempotent_requests).
 */
export type KeyedAnswer<Value> =
  | { kind: "done"; value: Value; replayed: boolean }
  | { kind: "refused"; refusal: StripeRefusal }
  | { kind: "stuck" };

/** The same under an idempotency key of ours. */
export async function askUnderKey<Value>(
  operation: string,
  call: () => Promise<Stripe.Response<Value>>,
): Promise<KeyedAnswer<Value>> {
  try {
    const value = await call();
    return { kind: "done", value, replayed: isReplayed(value.lastResponse.headers) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) return { kind: "refused", refusal };
    if (error instanceof Stripe.errors.StripeAPIError && isReplayed(error.headers)) return { kind: "stuck" };
    throw upstreamError(operation, error);
  }
}

const isReplayed = (headers: Record<string, string> | undefined): boolean =>
  headers?.["idempotent-replayed"] === "true";

/** The same for what Stripe has no reason to refuse. */
export async function needStripe<Value>(operation: string, call: () => Promise<Value>): Promise<Value> {
  const answer = await askStripe(operation, call);
  if (answer.ok) return answer.value;
  throw upstreamError(operation, answer.refusal);
}

function upstreamError(operation: string, error: unknown): UpstreamError {
  if (!(error instanceof Stripe.errors.StripeError)) {
    const detail = error instanceof Error ? error.name : "failed";
    return new UpstreamError("stripe", operation, true, detail);
  }
  const { type, statusCode, code, param } = error;
  const ours =
    error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError;
  const refusal = ours ? { status: statusCode ?? 0, code: code ?? null, parameter: param ?? null } : null;
  const final = ours || error instanceof Stripe.errors.StripeInvalidRequestError;
  const detail = [type, statusCode, code, param].filter(Boolean).join(" ");
  return new UpstreamError("stripe", operation, !final, detail, { refusal });
}

/** Whether an object that was asked for, or named by `param`, is not there: deleted, or of the other mode. */
export function isMissing(refusal: StripeRefusal, param: string): boolean {
  return refusal.code === "resource_missing" && (refusal.param ?? "").startsWith(param);
}
