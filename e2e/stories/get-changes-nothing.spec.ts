import { cronSecret } from "../servers/stack-environment";
import { expect, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { appAddresses, authAddresses } from "./app-addresses";
import { openAdmin } from "./demo-owner";
import { askForLink, mailedLink, newAddress } from "./mailed-link";

type Kept = { tables: Record<string, string>; keys: string[] };

/** All that the app keeps: rows by table, and the names of Redis's keys. */
async function kept(stack: ConciergeStack): Promise<Kept> {
  const [tables, keys] = await Promise.all([stack.records.fingerprints(), stack.redisCommand<string[]>("KEYS", "*")]);
  return { tables, keys: keys.sort() };
}

/** The tables that changed and the keys that were made; what is limited by the hour may end by itself meanwhile. */
function changes(before: Kept, after: Kept): string[] {
  const tables = Object.keys(after.tables).filter((name) => before.tables[name] !== after.tables[name]);
  return [...tables, ...after.keys.filter((key) => !before.keys.includes(key))];
}

/** What is kept, once nothing is at work any more. */
async function atRest(stack: ConciergeStack): Promise<Kept> {
  let before = await kept(stack);
  await expect
    .poll(async () => {
      const now = await kept(stack);
      const changed = changes(before, now);
      before = now;
      return changed;
    })
    .toEqual([]);
  return before;
}

test.beforeEach(({ stack }) => stack.run());

test("a GET changes nothing, for nobody and for an owner, with a link's token and all", async ({ page, stack }) => {
  await openAdmin(page, stack, "whatsapp");
  const own = await page.getByRole("heading", { level: 2 }).getByRole("link").first().getAttribute("href");
  const session = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const email = newAddress();
  await page.goto("about:blank");
  await askForLink(stack, email);
  const query = new URL(await mailedLink(stack, email)).search;
  const google = "state=s&code=c&error=access_denied";
  const handshake = "hub.mode=subscribe&hub.verify_token=e2e-verify-token&hub.challenge=1";
  const paths = [...appAddresses().filter((path) => !path.includes("nextauth")), ...authAddresses()];
  expect(paths.length).toBeGreaterThan(30);

  const before = await atRest(stack);
  for (const path of paths) {
    const address = path.replace("[channel]", "whatsapp").replace("[accountId]", own?.split("/").at(-1) ?? "");
    for (const cookie of ["", session]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await fetch(`${stack.doorUrl}${address}${query}&${google}&${handshake}`, {
          method,
          headers: { cookie },
          redirect: "manual",
        });
        await answer.arrayBuffer();
        expect(answer.status, `${method} ${address}`).toBeLessThan(500);
      }
    }
    expect(changes(before, await kept(stack)), `after ${path}`).toEqual([]);
  }
});

test("what a GET may do is bound to what only its caller has", async ({ page, stack }) => {
  await openAdmin(page, stack, "whatsapp");
  const { value = "" } = (await page.context().cookies()).find(({ name }) => name.includes("session-token")) ?? {};
  const cookie = `next-auth.session-token=${value}`;
  // An open page asks by itself, and with this session.
  await page.goto("about:blank");
  await atRest(stack);
  await stack.records.ageSession(value);
  const before = await kept(stack);
  const ask = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(stack.doorUrl + path, { headers, redirect: "manual" });
    await answer.arrayBuffer();
    return answer.status;
  };
  // A session is prolonged by its own cookie.
  await ask("/api/auth/session", { cookie: `next-auth.session-token=${"0".repeat(36)}` });
  expect(changes(before, await kept(stack))).toEqual([]);
  await ask("/api/auth/session", { cookie });
  expect(changes(before, await kept(stack))).toEqual(["sessions"]);
  // The sweep runs for whoever has the secret; a person's session is none.
  expect(await ask("/api/jobs/sweep", { cookie, authorization: "Bearer wrong" })).toBe(401);
  expect(await ask("/api/jobs/sweep", { authorization: `Bearer ${cronSecret}` })).toBe(200);
});
