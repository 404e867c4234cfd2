/** Runs once when the server starts: a wrong environment stops it here, with every problem named. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startServer } = await import("./lib/web/start-server");
  startServer();
}
