import { describeError } from "../core/errors";
import { checkWaitingPrompts } from "../persona/check-prompts";
import type { Application } from "../wiring/application";

/** Judges what waits, for after the answer. Never throws: what is left undone waits on its rows for the sweep. */
export async function checkSoon({ checks, ports }: Application): Promise<void> {
  try {
    await checkWaitingPrompts(checks);
  } catch (error) {
    ports.log.error("persona.checks_failed", { error: describeError(error) });
  }
}
