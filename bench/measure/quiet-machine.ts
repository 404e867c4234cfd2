import { cpus } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { machineMs } from "./processor-time";

const LOOK_MS = 2_000;
/** In per cent of all cores. */
const QUIET_PERCENT = 25;
const PATIENCE_MS = 15_000;

/** Waits until the machine has little else to do, for a quarter of a minute at most. A measurement says itself what others used. */
export async function quietMachine(): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    const [busy, clock] = [machineMs(), performance.now()];
    await delay(LOOK_MS);
    const used = (100 * (machineMs() - busy)) / ((performance.now() - clock) * cpus().length);
    if (used < QUIET_PERCENT) return;
  }
}
