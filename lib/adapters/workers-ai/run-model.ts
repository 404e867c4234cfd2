import { UpstreamError, type VendorRefusal } from "@/lib/core/errors";
import { parseObject, readRefusal } from "./vendor-refusal";

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
