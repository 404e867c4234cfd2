import { CHANNEL_TRAITS } from "@/lib/channels/channel-traits";
import { UpstreamError } from "@/lib/core/errors";
import { buildInjectionScan, readInjectionScan } from "@/lib/safety/injection-scan";
import type { Admission, AdmitReply, AiPorts, GenerateRequest } from "./ai.port";
import { joinTexts } from "./join-texts";

/** The gates before a credit is reserved: the persona, the rule's prompt, then the scan of name and message. */
export function createAdmitReply(ports: AiPorts): AdmitReply {
  return async (request) => {
    const { persona, rule } = await ports.readPrompts(request.account.tenantId, request.rule.response.text);
    if (persona.safety.status !== "approved") return { kind: "blocked", reason: "ai_blocked_persona" };
    if (rule.safety.status !== "approved") return { kind: "blocked", reason: "ai_blocked_rule" };
    return scan(ports, request);
  };
}

async function scan(
  { judge, countCall, ids, log }: AiPorts,
  { account, messages, senderName, turnId }: GenerateRequest,
): Promise<Admission> {
  const undecided: Admission = { kind: "undecided", reason: "injection_scan_down" };
  try {
    const request = buildInjectionScan(
      senderName,
      joinTexts(messages) ?? "",
      ids.newId(),
      CHANNEL_TRAITS[account.channel].promptNoun,
    );
    const [answer] = await Promise.all([judge(request), countCall(account.tenantId, "check")]);
    const found = readInjectionScan(answer.text);
    if (found === null) return undecided;
    return found === "flagged" ? { kind: "blocked", reason: "injection_flagged" } : { kind: "admitted" };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn("turn.scan_failed", { turnId, error: error.message });
    return error.refusal ? { kind: "blocked", reason: "ai_refused" } : undecided;
  }
}
