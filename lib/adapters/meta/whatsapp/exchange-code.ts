import * as z from "zod";
import type { ExchangeCode } from "@/lib/accounts/connection/whatsapp/signup/signup.port";
import { callGraph, type GraphOptions } from "../graph-call";

const shape = z.object({ access_token: z.string().min(1).max(2_000) });

/**
 * `GET /oauth/access_token` (DOC/embedded-signup/implementation/). Without `redirect_uri`: the SDK's codes have none. The
 * subcode of a refusal says why: 36007 expired, 36009 used.
 */
export function createExchangeCode(graph: GraphOptions, app: { id: string; secret: string }): ExchangeCode {
  return async (code) => {
    const path = `oauth/access_token?${new URLSearchParams({ client_id: app.id, client_secret: app.secret, code })}`;
    const call = { method: "GET", path, token: null, operation: "exchange_code" } as const;
    const answer = await callGraph(graph, call, shape);
    return answer.ok ? { ok: true, value: answer.value.access_token } : answer;
  };
}
