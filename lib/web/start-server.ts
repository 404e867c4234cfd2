import { setFlagsFromString } from "node:v8";
import { EnvironmentError } from "@/lib/env/read-environment";
import { application } from "@/lib/wiring/application";
import { boundRequests } from "./routes/bound-requests";
import { createWebhookListener } from "./routes/webhook-listener";

/**
 * V8 lets garbage grow to four times of what is alive before it looks; a storm of short requests then holds a gigabyte and
 * stops for seconds to clean it. Looking at a fifth more costs a few per cent of the processor. A setting that an
 * engine does not know changes nothing.
 */
const keepHeapSmall = (): void => setFlagsFromString("--heap-growing-percent=20");

/** Builds the application, bounds what the server waits for and starts the timer; ends the process with a readable message when the environment is wrong. */
export function startServer(): void {
  try {
    const app = application();
    boundRequests(app.capacity, app.env.WEBHOOK_LISTENER === "on" ? createWebhookListener(app) : undefined);
    keepHeapSmall();
    // Next stops by itself; this only tells what may stop early.
    process.once("SIGTERM", () => app.end());
    app.timer.start();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
