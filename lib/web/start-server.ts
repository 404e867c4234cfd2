import { EnvironmentError } from "../env/read-environment";
import { application } from "../wiring/application";

/** Builds the application and starts its timer; ends the process with a readable message when the environment is wrong. */
export function startServer(): void {
  try {
    application().timer.start();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
