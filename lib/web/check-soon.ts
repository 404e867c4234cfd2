import { describeError } from "../core/errors";
import type { Application } from "../wiring/application";

/** Judges what waits, for after the answer. Never throws: what is left undone waits on its rows for the sweep. */
export async function checkSoon({ rounds, ports }: Application): Promise<void> {
  try {
    await rounds.check();
  } catch (error) {
    ports.log.error("persona.checks_failed", { error: describeError(error) });
  }
}
