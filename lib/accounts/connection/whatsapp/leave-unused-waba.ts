import { describeError } from "@/lib/core/errors";
import type { AccountPorts } from "../account-records.port";
import type { Answer } from "./number-directory.port";

type Ports = Pick<AccountPorts, "directory" | "store" | "platform" | "log">;

/** Whether messages of a WABA are nobody's here: it isn't the platform's, and no connected number is in it. */
export async function isUnusedWaba({ store, platform }: Ports, wabaId: string): Promise<boolean> {
  return wabaId !== platform.wabaId && (await store.countInWaba(wabaId)) === 0;
}

/** Ends the subscription of a WABA that was unused. A number that was connected in it at that moment gets its messages back. */
export async function unsubscribeWaba(ports: Ports, wabaId: string, token: string): Promise<Answer<null>> {
  const left = await ports.directory.unsubscribe(wabaId, token);
  if (!left.ok || (await isUnusedWaba(ports, wabaId))) return left;
  const again = await ports.directory.subscribe(wabaId, token);
  if (!again.ok) ports.log.warn("waba.not_subscribed", { wabaId, code: again.code });
  return left;
}

/** Ends a subscription that a proof has made and that nobody needs. What fails here is logged: the proof has failed anyway. */
export async function leaveUnusedWaba(ports: Ports, wabaId: string, token: string): Promise<void> {
  try {
    if (!(await isUnusedWaba(ports, wabaId))) return;
    const left = await unsubscribeWaba(ports, wabaId, token);
    if (!left.ok) ports.log.warn("waba.left_subscribed", { wabaId, code: left.code });
  } catch (error) {
    ports.log.warn("waba.left_subscribed", { wabaId, error: describeError(error) });
  }
}
