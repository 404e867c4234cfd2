import type { AccountRecord } from "../account-view";
import type { AccountPorts } from "./account-records.port";
import { selfTestBody } from "./self-test-message";
import type { ProbeAnswer } from "./webhook-probe.port";

/** Time enough for a cold start, and short enough that an old test proves nothing new. */
const NONCE_SECONDS = 60;

/** Which step failed: finding the address, its certificate, our signature, or the wait for an answer. */
export type SelfTestStep = "address" | "tls" | "signature" | "timeout";

export type SelfTestResult =
  | { kind: "arrived"; record: AccountRecord }
  | { kind: "failed"; step: SelfTestStep; status: number | null };

type Ports = Pick<AccountPorts, "nonces" | "webhookProbe" | "store" | "ids" | "log">;

/** Sends one signed test to our own public address and looks whether it came in. */
export async function runSelfTest(ports: Ports, account: AccountRecord): Promise<SelfTestResult> {
  const { tenantId, view } = account;
  const nonce = ports.ids.newId();
  await ports.nonces.keep(nonce, JSON.stringify([tenantId, view.id]), NONCE_SECONDS);
  const probe = await ports.webhookProbe.probe(selfTestBody(nonce));
  const failed = failedStep(probe);
  const status = probe.kind === "answered" ? probe.status : null;
  if (failed) {
    ports.log.warn("self_test.failed", { accountId: view.id, step: failed, status });
    return { kind: "failed", step: failed, status };
  }
  // Taken by the door that it came to. Still here: somebody else answers at our address.
  if ((await ports.nonces.take(nonce)) !== null) return { kind: "failed", step: "address", status };
  const record = await ports.store.find(tenantId, view.id);
  return record ? { kind: "arrived", record } : { kind: "failed", step: "address", status };
}

function failedStep(probe: ProbeAnswer): SelfTestStep | null {
  if (probe.kind === "unreachable") return "address";
  if (probe.kind !== "answered") return probe.kind;
  if (probe.status === 401 || probe.status === 403) return "signature";
  return probe.status === 200 ? null : "address";
}
