import type { AccountPorts } from "./account-records.port";

type Ports = Pick<AccountPorts, "nonces" | "store" | "clock" | "log">;

/** A self-test came through the webhook. Each counts once; an unknown or late one changes nothing. */
export async function receiveSelfTest(ports: Ports, nonce: string): Promise<void> {
  const value = await ports.nonces.take(nonce);
  if (value === null) return ports.log.warn("self_test.unknown");
  const [tenantId, accountId] = JSON.parse(value) as [string, string];
  await ports.store.noteSelfTest(tenantId, accountId, ports.clock.now());
  ports.log.info("self_test.arrived", { accountId });
}
