/**
 * The load generator, in a process of its own: told over its channel what to do, it answers there. Its plan says how many
 * webhooks it brings and where.
 */
import { PlannedLoad } from "./carry-out-plan";
import type { LoadReply, LoadRequest } from "./load-plan";
import { SendWatch } from "./watch-sends";

let load: PlannedLoad | undefined;
let watch: SendWatch | undefined;

async function answer(request: LoadRequest): Promise<LoadReply> {
  if (request.ask === "sends") return { sends: (await watch?.all()) ?? [] };
  const { plan } = request;
  const next = new PlannedLoad(plan);
  load = next;
  if (plan.graphUrl !== null && watch === undefined) {
    // One watch for all plans: late answers of the one before have statuses too.
    watch = new SendWatch(plan.graphUrl, (send) => load?.noteSend(send));
    watch.start();
  }
  return { report: await next.carryOut() };
}

process.on("message", (request: LoadRequest) => {
  answer(request).then(
    (reply) => process.send?.(reply),
    (error: unknown) =>
      process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
const ready: LoadReply = { ready: true };
process.send?.(ready);
