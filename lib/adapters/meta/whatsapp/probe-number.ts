import * as z from "zod";
import type { ProbeNumber } from "@/lib/accounts/incidents/probe-numbers";
import type { GraphOptions, TokenFor } from "../graph-call";
import { callGraph } from "../graph-call";

const shape = z.object({ id: z.string() });

/** `GET /{phone_number_id}?fields=id` with the token that sends for it (DOC/reference/whatsapp-business-phone-number). */
export function createProbeNumber(graph: GraphOptions, tokenFor: TokenFor): ProbeNumber {
  return async (account) => {
    const { token } = tokenFor(account);
    if (token === null) return false;
    const path = `${account.externalId}?fields=id`;
    return (await callGraph(graph, { method: "GET", path, token, operation: "probe" }, shape)).ok;
  };
}
