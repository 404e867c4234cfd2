import type { AuditStamp } from "@/lib/core/audit-stamp";
import { UpstreamError } from "@/lib/core/errors";
import { sealToken } from "../../access-token";
import type { Answer, Refused } from "../number-directory.port";
import { runSignup } from "./continue-signup";
import { errorGroup, type Signup, type SignupFailure, type SignupState } from "./signup";
import type { SignupPorts } from "./signup.port";
import type { SignupEvent } from "./signup-event";

/** What came back from Meta's window: its code, its message, or both; either may never come. */
export type SignupReturn = { code: string | null; event: SignupEvent | null };

/** A code that was used counts as sent twice where its signup began so long ago, in ms, at most. */
const SENT_TWICE_MS = 120_000;

/**
 * Exchanges the code before anything else, since it lives for 30 seconds, and goes on as far as it gets. Where it came
 * together with the window's word that it was cancelled, the code counts: closing the last screen is still a yes.
 */
export async function startSignup(
  ports: SignupPorts,
  stamp: AuditStamp,
  { code, event }: SignupReturn,
): Promise<Signup> {
  const exchanged = code === null ? null : await exchange(ports, code);
  const startedAt = ports.clock.now();
  if (exchanged?.ok === false && exchanged.subcode === USED) {
    const first = await ports.signups.current(stamp.tenantId);
    if (first && hasToken(first) && startedAt.getTime() - first.startedAt.getTime() < SENT_TWICE_MS) return first;
  }
  const id = ports.ids.newId();
  const hints = event?.kind === "finished" ? event : { wabaId: null, numberId: null };
  const signup = await ports.signups.begin(stamp, {
    id,
    accountId: id,
    startedAt,
    hints: { wabaId: hints.wabaId, numberId: hints.numberId },
    chosen: null,
    sealedToken: exchanged?.ok === true ? sealToken(ports.cipher, id, exchanged.value) : null,
    nameInReview: false,
    state: exchanged === null ? endWithoutCode(event) : stateAfter(exchanged),
  });
  return runSignup(ports, stamp, signup, null);
}

const EXPIRED = 36007;
const USED = 36009;

type Exchanged = Answer<string> | { ok: "no_answer" };

/** Asked once more where no answer came: if the first was heard after all, the second says that the code was used. */
async function exchange(ports: SignupPorts, code: string): Promise<Exchanged> {
  for (const last of [false, true]) {
    try {
      return await ports.exchangeCode(code);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      ports.log.warn("signup.no_answer", { step: "exchange", error: error.message });
      if (last) break;
    }
  }
  return { ok: "no_answer" };
}

function stateAfter(exchanged: Exchanged): SignupState {
  if (exchanged.ok === true) return { kind: "working", step: "number" };
  if (exchanged.ok === "no_answer") return failed("no_answer", null);
  return failed(REASONS.get(exchanged.subcode ?? 0) ?? "code_refused", exchanged);
}

const REASONS = new Map<number, SignupFailure>([
  [EXPIRED, "code_expired"],
  [USED, "code_used"],
]);

function failed(reason: SignupFailure, refusal: Refused | null): SignupState {
  return { kind: "failed", step: "exchange", reason, code: refusal?.code ?? null, said: refusal?.said ?? null };
}

function endWithoutCode(event: SignupEvent | null): SignupState {
  if (event?.kind === "cancelled") return event;
  if (event?.kind === "error") return { ...event, group: errorGroup(event.errorId) };
  return failed("no_code", null);
}

/** Whether it got as far as a token, which its account may have by now. */
const hasToken = ({ sealedToken, chosen }: Signup): boolean => sealedToken !== null || chosen !== null;
