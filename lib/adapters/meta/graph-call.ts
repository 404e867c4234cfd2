import * as z from "zod";
import type { Answer } from "@/lib/accounts/connection/whatsapp/number-directory.port";
import type { SendingAccount, TokenOwner } from "@/lib/channels/send-reply.port";
import { readGraphError, sendFailureGroup } from "@/lib/channels/whatsapp/graph-errors";
import { UpstreamError } from "@/lib/core/errors";

export type GraphOptions = { baseUrl: string; version: string; timeoutMs: number };

/** `token` is null when the stored one can't be opened any more: as good as refused, by Graph's code 0 (AuthException). */
export type AccessToken = { token: string | null; owner: TokenOwner };

export type TokenFor = (account: SendingAccount) => AccessToken;

export type GraphCall = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  /** Null where the call itself brings its credentials. */
  token: string | null;
  operation: string;
  body?: object;
};

const SAID_UNITS = 500;
const saidShape = z.object({
  error: z.object({ message: z.string().optional(), error_user_msg: z.string().optional() }),
});

/**
 * One request to the Graph API whose answer is read by `schema`. A refusal is a value. Throws UpstreamError when Meta
 * can't be reached, says that it may pass, or answers in a shape that it doesn't document.
 */
export async function callGraph<Schema extends z.ZodType>(
  graph: GraphOptions,
  { method, path, token, operation, body }: GraphCall,
  schema: Schema,
): Promise<Answer<z.output<Schema>>> {
  const fail = (detail: string): never => {
    throw new UpstreamError("meta", operation, true, detail);
  };
  const { status, value } = await fetchJson(`${graph.baseUrl}/${graph.version}/${path}`, graph.timeoutMs, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { "content-type": "application/json" } : {}),
    },
    body: body && JSON.stringify(body),
  }).catch((error: unknown) => fail(error instanceof Error ? error.name : "failed"));
  const error = readGraphError(value);
  if (status === 200 && error === null) {
    const parsed = schema.safeParse(value);
    return parsed.success ? { ok: true, value: parsed.data } : fail("an answer in an unknown shape");
  }
  // 401 says by itself that the token is refused, as Graph's code 0 does.
  const code = error?.code ?? (status === 401 ? 0 : null);
  if (code === null) return fail(`status ${status}`);
  const group = sendFailureGroup(
    { code, subcode: error?.subcode ?? null, isTransient: error?.isTransient ?? false },
    status,
  );
  if (group === "transient" || group === "throughput") return fail(`code ${code}`);
  return { ok: false, code, subcode: error?.subcode ?? null, tokenRefused: group === "auth", said: readSaid(value) };
}

/** Meta's text for people where there is one, else the one for developers; short, on one line. */
function readSaid(body: unknown): string | null {
  const parsed = saidShape.safeParse(body);
  const text = parsed.data?.error.error_user_msg || parsed.data?.error.message;
  return text?.slice(0, SAID_UNITS).replace(/\s+/g, " ").trim() || null;
}

async function fetchJson(
  url: string,
  timeoutMs: number,
  init: RequestInit,
): Promise<{ status: number; value: unknown }> {
  const response = await fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(timeoutMs) });
  const text = await response.text();
  try {
    return { status: response.status, value: JSON.parse(text) };
  } catch {
    return { status: response.status, value: null };
  }
}
