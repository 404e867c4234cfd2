import { describeError } from "../core/errors";
import { checkWaitingPrompts } from "../persona/check-prompts";
import { embedWaitingPhrases } from "../pipeline/embed-phrases";
import { application } from "../wiring/application";

/** What a saved rule waits for, done right after the answer: vectors and verdicts. The sweep does what fails here. */
export async function finishRules(): Promise<void> {
  const { embedding, checks, ports } = application();
  const done = await Promise.allSettled([embedWaitingPhrases(embedding), checkWaitingPrompts(checks)]);
  for (const one of done) {
    if (one.status === "rejected") ports.log.error("rules.finish_failed", { error: describeError(one.reason) });
  }
}
