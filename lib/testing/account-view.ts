import type { AccountView } from "../accounts/account-record";

/** A number as its page shows it, live unless told otherwise. */
export function anAccount(part: Partial<AccountView> = {}): AccountView {
  const at = new Date(Date.UTC(2026, 10, 1, 12));
  return {
    id: "account",
    numberId: "200",
    name: null,
    displayPhone: "+1 555 010 0001",
    verifiedName: "Salon",
    qualityRating: "GREEN",
    wabaId: "100",
    ownToken: false,
    enabled: true,
    waitSeconds: 5,
    onAiBlocked: "silent",
    defaultPauseMinutes: 0,
    defaultResponse: { kind: "canned", text: "Thanks!" },
    version: 1,
    ruleCount: 0,
    brokenReason: null,
    brokenBy: null,
    brokenAt: null,
    suspectAt: null,
    selfTestAt: at,
    health: { subscribed: true, callback: true, registered: true, checkedAt: at.getTime() },
    confirmedAt: at,
    disconnectedAt: null,
    firstMessageAt: null,
    lastMessageAt: null,
    ...part,
  };
}
