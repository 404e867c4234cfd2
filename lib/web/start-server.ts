import { EnvironmentError } from "../env/read-environment";
import { application } from "../wiring/application";
import { boundRequests } from "./bound-requests";

/** Builds the application, bounds what the server waits for and starts the timer; ends the process with a readable message when the environment is wrong. */
export function startServer(): void {
  try {
    const app = application();
    boundRequests();
    app.timer.start();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
