import type { SenderAddress } from "@/lib/channels/inbound-message";
import type { SendReply, SendResult, TokenOwner } from "@/lib/channels/send-reply.port";
import { type GraphError, readGraphError, sendFailureGroup } from "@/lib/channels/whatsapp/graph-errors";
import type { GraphOptions, TokenFor } from "../graph-call";

/** Nothing of the request can have reached the vendor when the connection was never made. */
const NEVER_LEFT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** A refusal whose body can't be read. */
const UNREAD: GraphError = { code: null, subcode: null, isTransient: false };

/** Sends text through `POST /{phone_number_id}/messages` (DOC/messages/send-messages). */
export function createSendReply(graph: GraphOptions, tokenFor: TokenFor): SendReply {
  return async ({ account, to, text, callbackData }) => {
    const { token, owner } = tokenFor(account);
    if (token === null) return { kind: "refused", group: "auth", code: 0, tokenOwner: owner };
    try {
      const response = await fetch(`${graph.baseUrl}/${graph.version}/${account.externalId}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({
          messaging_product: "whatsapp",
          recipient_type: "individual",
          ...addressFields(to),
          type: "text",
          text: { preview_url: false, body: text },
          biz_opaque_callback_data: callbackData,
        }),
        cache: "no-store",
        signal: AbortSignal.timeout(graph.timeoutMs),
      });
      return readAnswer(response.status, await response.text(), owner);
    } catch (error) {
      return NEVER_LEFT.has(networkCode(error)) ? { kind: "unreached" } : { kind: "unknown" };
    }
  };
}

/** Phone numbers need their `+`; a business-scoped user id in `to` would be lost without an error. */
function addressFields(to: SenderAddress): { to: string } | { recipient: string } {
  return to.kind === "phone" ? { to: `+${to.value}` } : { recipient: to.value };
}

/**
 * A 4xx was refused whatever its body looks like, and a 200 that holds `error` is that error. Of a 5xx, a redirect and a
 * 200 that can't be read nobody knows whether the message left before it.
 */
function readAnswer(status: number, body: string, tokenOwner: TokenOwner): SendResult {
  const answer = parseJson(body) as { messages?: { id?: unknown }[] } | null;
  const id = answer?.messages?.[0]?.id;
  if (status === 200 && typeof id === "string" && id !== "") return { kind: "accepted", providerMessageId: id };
  const isRefused = status >= 400 && status < 500;
  const error = readGraphError(answer) ?? (isRefused ? UNREAD : null);
  if (error === null || (status !== 200 && status < 400)) return { kind: "unknown" };
  return { kind: "refused", group: sendFailureGroup(error, status), code: error.code, tokenOwner };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** undici wraps the system's error as `cause`; several addresses tried come as an AggregateError with a code of its own. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
