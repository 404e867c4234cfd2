import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until the app at `baseUrl` lives, and asks once for what should not be compiled in front of a customer.
 * Returns a line for each thing that a newcomer should know. Gives up after `withinMs` milliseconds.
 * @throws Error if the app doesn't answer in time
 */
export async function warmUp(baseUrl: string, withinMs = 120_000): Promise<string[]> {
  const until = Date.now() + withinMs;
  while (!(await ask(baseUrl, "/api/health/live"))?.ok) {
    if (Date.now() > until) throw new Error(`The app doesn't answer at ${baseUrl}/api/health/live.`);
    await delay(200);
  }
  // Unsigned: 401 is the right answer, and the route is compiled.
  await ask(baseUrl, "/webhook/whatsapp", { method: "POST", body: "{}" });
  const ready = await ask(baseUrl, "/api/health/ready");
  await ask(baseUrl, "/");
  await ask(baseUrl, "/sign-in");
  await ask(baseUrl, "/api/auth/csrf");
  if (ready?.ok) return [];
  return [`The app is not ready: ${ready ? `${ready.status} ${await ready.text()}` : "no answer"}`];
}

/** A connection that is refused, or dropped while the server compiles, is no answer yet. */
async function ask(baseUrl: string, path: string, init?: RequestInit): Promise<Response | undefined> {
  try {
    return await fetch(baseUrl + path, { ...init, signal: AbortSignal.timeout(60_000) });
  } catch {
    return undefined;
  }
}
