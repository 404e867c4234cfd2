import { describeError } from "../core/errors";
import { application } from "../wiring/application";

/** What a saved rule waits for, done right after the answer: vectors and verdicts. The sweep does what fails here. */
export async function finishRules(): Promise<void> {
  const { rounds, ports } = application();
  const done = await Promise.allSettled([rounds.embed(), rounds.check()]);
  for (const one of done) {
    if (one.status === "rejected") ports.log.error("rules.finish_failed", { error: describeError(one.reason) });
  }
}
