import { until } from "../servers/until";
import type { ConciergeStack } from "./concierge-stack";

/**
 * The steps of a lone message's way through Redis, by how many scripts run before each: the append of the delivery,
 * the claim, the fence before the Graph call, the acknowledgement.
 */
const scriptsBefore = { append: 0, claim: 1, fence: 2, ack: 3 } as const;

/** The next lone message meets a hold at this step: before it takes effect, or when its answer is under way. */
export async function holdStep(
  stack: ConciergeStack,
  step: keyof typeof scriptsBefore,
  when: "before" | "after",
): Promise<void> {
  const before = scriptsBefore[step];
  const pass = { op: "eval", kind: "delay", ms: 0, times: before } as const;
  await stack.redis.setFaults(...(before > 0 ? [pass] : []), { op: "eval", kind: "hold", when });
}

/** Resolves when the step is held. */
export async function stepHeld(stack: ConciergeStack): Promise<void> {
  await until("a script that is held", 30_000, async () => {
    const [faults, calls] = await Promise.all([stack.redis.faultsLeft(), stack.redis.calls()]);
    const pending = calls.some(({ body, status }) => status === 0 && JSON.stringify(body).startsWith('["eval"'));
    return faults.length === 0 && pending ? true : null;
  });
}
