import { cronSecret } from "../servers/stack-environment";
import { expect, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { appAddresses, authAddresses } from "./app-addresses";
import { openAdmin } from "./demo-owner";
import { askForLink, mailedLink, newAddress } from "./mailed-link";

/** All that the app keeps: rows by table, and the names of Redis's keys. */
async function kept(stack: ConciergeStack): Promise<Record<string, string>> {
  const keys = await stack.redisCommand<string[]>("KEYS", "*");
  return { ...(await stack.records.fingerprints()), redis: keys.sort().join(" ") };
}

/** What is kept, once nothing is at work any more. */
async function atRest(stack: ConciergeStack): Promise<Record<string, string>> {
  let before = await kept(stack);
  await expect
    .poll(async () => {
      const now = await kept(stack);
      const same = JSON.stringify(now) === JSON.stringify(before);
      before = now;
      return same;
    })
    .toBe(true);
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
    expect(await kept(stack), `after ${path}`).toEqual(before);
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
  expect(await kept(stack)).toEqual(before);
  await ask("/api/auth/session", { cookie });
  expect(Object.entries(await kept(stack)).filter(([table, rows]) => before[table] !== rows)).toMatchObject([
    ["sessions", expect.anything()],
  ]);
  // The sweep runs for whoever has the secret; a person's session is none.
  expect(await ask("/api/jobs/sweep", { cookie, authorization: "Bearer wrong" })).toBe(401);
  expect(await ask("/api/jobs/sweep", { authorization: `Bearer ${cronSecret}` })).toBe(200);
});
