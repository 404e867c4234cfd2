import { UpstreamError, type VendorRefusal } from "@/lib/core/errors";

export type WorkersAiOptions = { baseUrl: string; accountId: string; token: string; timeoutMs: number };

/**
 * One call of `POST /accounts/{account}/ai/run/{model}` (developers.cloudflare.com/workers-ai/get-started/rest-api).
 * Returns what stands in `result`, or the whole body where a gateway has unwrapped it. Throws UpstreamError; its text
 * has the HTTP status and never what was sent.
 */
export async function runModel(
  options: WorkersAiOptions,
  operation: string,
  model: string,
  input: unknown,
): Promise<unknown> {
  const fail = (retryable: boolean, detail: string, refusal: VendorRefusal | null = null): UpstreamError =>
    new UpstreamError("workers-ai", operation, retryable, detail, { refusal });
  let response: Response;
  let body: string;
  try {
    response = await fetch(`${options.baseUrl}/accounts/${options.accountId}/ai/run/${model}`, {
      method: "POST",
      headers: { authorization: `Bearer ${options.token}`, "content-type": "application/json" },
      body: JSON.stringify(input),
      cache: "no-store",
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    body = await response.text();
  } catch (error) {
    throw fail(true, error instanceof Error && error.name === "TimeoutError" ? "time-out" : "not reached");
  }
  const { status, ok } = response;
  if (!ok) throw fail(status === 429 || status >= 500, `HTTP ${status}`, readRefusal(status, body));
  const answer = parseObject(body);
  if (answer === null) throw fail(true, "answer is no JSON object");
  if (answer.success === false) throw fail(true, "success is false");
  return "result" in answer ? answer.result : answer;
}

/** What a model's address says of a failure, in Cloudflare's form (`errors: [{code}]`) or OpenAI's (`error: {code, param}`). */
export type VendorFault = { code: string | null; parameter: string | null; message: string };

const REFUSING = [401, 402, 403, 404, 410];

/**
 * The same refusals under other statuses: Workers AI's 400 for a model that it does not have and for one that an account
 * may not use (developers.cloudflare.com/workers-ai/platform/errors), and OpenAI's 429 for an account without money.
 */
const REFUSING_CODES = ["5007", "5018", "insufficient_quota"];

/** A body is read so far; errors are short, and a proxy's page is not looked through. */
const READ = 10_000;

/** Null when another request might be answered: then it is this one's fault, or passes. */
export function readRefusal(status: number, body: string | undefined): VendorRefusal | null {
  const { code, parameter } = readFault(body);
  if (!REFUSING.includes(status) && !(code !== null && REFUSING_CODES.includes(code))) return null;
  return { status, code, parameter };
}

export function readFault(body = ""): VendorFault {
  const answer = body.length > READ ? null : parseObject(body);
  const errors = answer?.errors;
  const error = asObject(answer?.error) ?? asObject(Array.isArray(errors) ? errors[0] : null);
  const message = error?.message ?? answer?.error;
  return {
    code: readName(error?.code) ?? readName(error?.type),
    parameter: readName(error?.param),
    message: typeof message === "string" ? message : "",
  };
}

export function parseObject(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** Goes into logs and mails: nothing but a name. */
function readName(value: unknown): string | null {
  const name = typeof value === "number" ? String(value) : value;
  return typeof name === "string" && /^[\w.-]{1,60}$/.test(name) ? name : null;
}
