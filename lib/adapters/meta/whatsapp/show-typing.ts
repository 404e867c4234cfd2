import type { SendingAccount } from "@/lib/channels/send-reply.port";
import { UpstreamError } from "@/lib/core/errors";
import type { GraphOptions, TokenFor } from "../graph-call";

/**
 * Marks a message read and shows the typing indicator, which ends with the reply or after 25 s (DOC/typing-indicators).
 * Throws UpstreamError when the Graph API refuses or is not reached.
 */
export function createShowTyping(
  graph: GraphOptions,
  tokenFor: TokenFor,
): (account: SendingAccount, messageId: string) => Promise<void> {
  return async (account, messageId) => {
    const fail = (detail: string): UpstreamError => new UpstreamError("meta", "typing", false, detail);
    let response: Response;
    try {
      response = await fetch(`${graph.baseUrl}/${graph.version}/${account.externalId}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${tokenFor(account).token}`, "content-type": "application/json" },
        body: JSON.stringify({
          messaging_product: "whatsapp",
          status: "read",
          message_id: messageId,
          typing_indicator: { type: "text" },
        }),
        cache: "no-store",
        signal: AbortSignal.timeout(graph.timeoutMs),
      });
    } catch {
      throw fail("not reached");
    }
    if (!response.ok) throw fail(`HTTP ${response.status}`);
  };
}
