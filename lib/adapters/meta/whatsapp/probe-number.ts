import * as z from "zod";
import type { ProbeNumber } from "@/lib/accounts/incidents/probe-numbers";
import type { GraphOptions, TokenFor } from "../graph-call";
import { callGraph } from "../graph-call";

const shape = z.object({
  id: z.string(),
  is_on_biz_app: z.boolean().optional(),
  health_status: z.object({ can_send_message: z.string().optional() }).optional(),
});
type Shown = z.infer<typeof shape>;

const canSend = {
  field: "health_status",
  passes: ({ health_status }: Shown) => health_status?.can_send_message !== "BLOCKED",
};

/**
 * What tells more than that the number can be read: whether its owner's phone app is attached again
 * (DOC/embedded-signup/onboarding-business-app-users), and whether Meta lets it send (DOC/support/health-status).
 */
const LOOKS: Readonly<Record<string, { field: string; passes: (shown: Shown) => boolean }>> = {
  offboarded: { field: "is_on_biz_app", passes: ({ is_on_biz_app }) => is_on_biz_app === true },
  banned: canSend,
  muted: canSend,
};

/** `GET /{phone_number_id}?fields=…` with the token that sends for it (DOC/reference/whatsapp-business-phone-number). */
export function createProbeNumber(graph: GraphOptions, tokenFor: TokenFor): ProbeNumber {
  return async (account, cause) => {
    const { token } = tokenFor(account);
    if (token === null) return false;
    const look = Object.hasOwn(LOOKS, cause) ? LOOKS[cause] : undefined;
    const path = `${account.externalId}?fields=${look ? `id,${look.field}` : "id"}`;
    const answer = await callGraph(graph, { method: "GET", path, token, operation: "probe" }, shape);
    return answer.ok && (look?.passes(answer.value) ?? true);
  };
}
