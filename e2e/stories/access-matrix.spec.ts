import type { APIRequestContext } from "@playwright/test";
import nextConfig from "../../next.config.js";
import { expect, test } from "../stack/browser-test";
import { appAddresses } from "./app-addresses";
import { newCustomer, write } from "./customer-phone";
import { openAdmin } from "./demo-owner";
import { askForLink, becomeOwner, mailedLink, newAddress } from "./mailed-link";

/** The status for nobody, the demo owner, another owner, and that other owner with an id that nobody has. */
type Statuses = readonly [number, number, number, number];

const ANYBODY: Statuses = [200, 200, 200, 200];
const OWNERS: Statuses = [307, 200, 200, 200];
const ITS_OWNER: Statuses = [307, 200, 404, 404];
/** Machines bring a secret; a person's session doesn't count. */
const MACHINE: Statuses = [401, 401, 401, 401];

/** What a plain GET of each page and route answers. One that has no line here fails the first test. */
const DOORS: Record<string, Statuses | "tried elsewhere"> = {
  "/": ANYBODY,
  // Whoever is signed in is led on.
  "/sign-in": [200, 307, 307, 307],
  "/sign-in/sent": ANYBODY,
  // Without a link's token.
  "/sign-in/link": [307, 307, 307, 307],
  "/sign-in/business": [307, 307, 307, 307],
  "/admin": [307, 307, 307, 307],
  "/admin/[...missing]": [307, 404, 404, 404],
  "/admin/[channel]": OWNERS,
  "/admin/[channel]/connect": OWNERS,
  "/admin/[channel]/manual": OWNERS,
  "/admin/[channel]/manual?account=[accountId]": [307, 307, 404, 404],
  "/admin/[channel]/[accountId]": ITS_OWNER,
  "/admin/rules": OWNERS,
  "/admin/rules/[channel]/[accountId]": ITS_OWNER,
  "/admin/persona": OWNERS,
  "/admin/facts": OWNERS,
  "/admin/messages": OWNERS,
  "/admin/messages/[turnId]": ITS_OWNER,
  "/admin/billing": OWNERS,
  "/admin/billing/ledger.csv": OWNERS,
  "/api/auth/[...nextauth]": "tried elsewhere",
  "/api/health/live": ANYBODY,
  "/api/health/ready": ANYBODY,
  "/api/jobs/sweep": MACHINE,
  // Without the handshake's parameters.
  "/webhook/[channel]": [400, 400, 400, 400],
  "/webhook/stripe": [405, 405, 405, 405],
};

test.beforeEach(({ stack }) => stack.run());

test("every page and route has its line", () => {
  const named = new Set(Object.keys(DOORS).map((path) => path.split("?")[0]));
  expect(appAddresses().filter((path) => !named.has(path))).toEqual([]);
  expect([...named].sort()).toEqual([...new Set(appAddresses())].sort());
});

test("nobody, the owner and another owner get what the table says", async ({ page, stack, playwright, browser }) => {
  test.setTimeout(120_000);
  const demo = await browser.newContext();
  const demoPage = await demo.newPage();
  await openAdmin(demoPage, stack, "whatsapp");
  const own = await demoPage.getByRole("heading", { level: 2 }).getByRole("link").first().getAttribute("href");
  const ownId = own?.split("/").at(-1) ?? "";
  await becomeOwner(page, stack, "Stranger");
  const nobody = await playwright.request.newContext();
  await write(stack, newCustomer(), "hello");
  await demoPage.goto(`${stack.doorUrl}/admin/messages`);
  const turnId = (await demoPage.getByTestId("turn").first().getAttribute("id")) ?? "";

  for (const [path, expected] of Object.entries(DOORS)) {
    if (expected === "tried elsewhere") continue;
    const ask = async (request: APIRequestContext, id: string) => {
      const address = path.replace("[channel]", "whatsapp").replace(/\[(accountId|turnId)\]/, id);
      return (await request.get(stack.doorUrl + address, { maxRedirects: 0 })).status();
    };
    const theirs = path.includes("[turnId]") ? turnId : ownId;
    const seen = [await ask(nobody, theirs), await ask(demo.request, theirs), await ask(page.request, theirs)];
    seen.push(await ask(page.request, "7b0bb1a1-0000-4000-8000-000000000000"));
    expect(seen, path).toEqual(expected);
  }
  await nobody.dispose();
  await demo.close();
});

test("an address of the admin that is none keeps the frame", async ({ page, stack, browser }) => {
  await openAdmin(page, stack, "whatsapp");
  // A page of its own: that the address is none is a complaint on its console.
  const context = await browser.newContext();
  await context.addCookies(await page.context().cookies());
  const missing = await context.newPage();
  await missing.goto(`${stack.doorUrl}/admin/nothing/here`);
  await expect(missing.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await expect(missing.getByRole("navigation", { name: "Main" })).toBeVisible();
  await context.close();
});

test("a channel that is not built yet says so, on its page and at its door", async ({ page, stack }) => {
  await openAdmin(page, stack, "whatsapp");
  await page.goto(`${stack.doorUrl}/admin/instagram`);
  await expect(page.getByRole("heading", { name: "Instagram is not here yet" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  const door = await fetch(`${stack.doorUrl}/webhook/instagram`, { method: "POST", body: "{}" });
  expect([door.status, await door.text()]).toEqual([404, "Instagram is not built yet"]);
});

test("an address with a slash at its end leads to the one without; Meta, who follows nowhere, is answered", async ({
  stack,
}) => {
  const ask = (path: string, init?: RequestInit) => fetch(stack.doorUrl + path, { redirect: "manual", ...init });
  const page = await ask("/sign-in/?error=TooMany");
  expect([page.status, page.headers.get("location")]).toEqual([308, "/sign-in?error=TooMany"]);
  const handshake = "hub.mode=subscribe&hub.verify_token=e2e-verify-token&hub.challenge=77";
  for (const path of ["/webhook/whatsapp", "/webhook/whatsapp/"]) {
    expect(await (await ask(`${path}?${handshake}`)).text(), path).toBe("77");
    expect((await ask(path, { method: "POST", body: "{}" })).status, path).toBe(401);
  }
});

test("no log holds the token of Meta's handshake or of a mailed link", async ({ stack }) => {
  const email = newAddress();
  await askForLink(stack, email);
  const link = new URL(await mailedLink(stack, email));
  const token = link.searchParams.get("token") ?? "";
  const addresses = [
    link.pathname + link.search,
    `/api/auth/callback/email${link.search}`,
    "/webhook/whatsapp?hub.mode=subscribe&hub.verify_token=e2e-verify-token&hub.challenge=77",
    "/webhook/whatsapp/?hub.verify_token=e2e-verify-token",
  ];
  const { logging } = nextConfig;
  const unlogged = (typeof logging === "object" && logging.incomingRequests) || {};
  for (const address of addresses) {
    await (await fetch(stack.doorUrl + address, { redirect: "manual" })).text();
    // The development server logs each address, but for these.
    expect(typeof unlogged === "object" && unlogged.ignore?.some((one) => one.test(address)), address).toBe(true);
  }
  const log = await stack.a.log();
  expect([token.length, log.includes(token), log.includes("e2e-verify-token")]).toEqual([64, false, false]);
});

test("a body that is too large for its address is refused at once", async ({ stack }) => {
  const marks = `a${"\u0315".repeat(100_000)}${"\u0334".repeat(100_000)}@x.example`;
  const post = async (path: string, body: string) =>
    (await fetch(stack.doorUrl + path, { method: "POST", body, headers: { "content-type": "application/json" } }))
      .status;
  expect(await post("/api/auth/signin/email", JSON.stringify({ email: marks }))).toBe(400);
  expect(await post("/sign-in", JSON.stringify({ email: marks }))).toBe(413);
  // Without its length in front.
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)),
  });
  const endless = { method: "POST", body, duplex: "half" } as RequestInit;
  expect((await fetch(`${stack.doorUrl}/api/auth/signin/email`, endless)).status).toBe(400);
});

test("pages forbid foreign scripts, styles, frames and sniffing", async ({ stack }) => {
  for (const path of ["/", "/sign-in", "/nothing-here"]) {
    const { headers } = await fetch(stack.doorUrl + path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic';/);
    expect(policy).toMatch(/style-src 'self' 'nonce-[^;]*;/);
    expect(policy.replace("style-src-attr 'unsafe-inline'", "")).not.toMatch(/unsafe-(eval|inline)/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
  }
});

test("Meta's script is let in on the one page that opens its window", async ({ stack }) => {
  const policyOf = async (path: string) => {
    const { headers } = await fetch(stack.doorUrl + path, { redirect: "manual" });
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin-allow-popups");
    return headers.get("content-security-policy") ?? "";
  };
  const signup = await policyOf("/admin/whatsapp/connect");
  for (const directive of ["script-src", "connect-src", "frame-src"]) {
    expect(signup).toMatch(new RegExp(`${directive} [^;]*${stack.meta.url}[ ;]`));
  }
  for (const path of ["/admin/whatsapp", "/admin/whatsapp/manual", "/admin/whatsapp/connect/more", "/sign-in"]) {
    expect(await policyOf(path)).not.toContain(stack.meta.url);
  }
});

test("a server action that comes from another site is not run", async ({ page, stack }) => {
  await becomeOwner(page, stack, "Forged");
  await page.goto(`${stack.doorUrl}/admin/whatsapp/manual`);
  await page.getByLabel("Phone number ID").fill("1234567");
  await page.getByLabel("Access token").fill("EAAnobody-knows-it");
  const called = page.waitForRequest((request) => "next-action" in request.headers());
  await page.getByRole("button", { name: "Find the number" }).click();
  await expect(page.getByRole("alert").getByText("does not accept this token")).toBeVisible();
  const action = await called;
  const { cookie: _, ...headers } = await action.allHeaders();
  const asked = async () => (await stack.meta.calls()).filter(({ path }) => path.includes("EAAnobody")).length;
  expect(await asked()).toBe(1);
  const plain = Object.entries(headers).filter(([name]) => !name.startsWith(":") && name !== "content-length");
  const send = (origin: string) =>
    page.request.post(action.url(), {
      headers: { ...Object.fromEntries(plain), origin },
      data: action.postDataBuffer() ?? "",
    });
  const forged = await send("https://evil.example");
  expect([forged.ok(), await asked()]).toEqual([false, 1]);
  // The same call from our own origin runs: nothing else kept the forged one out.
  expect([(await send(stack.doorUrl)).ok(), await asked()]).toEqual([true, 2]);
});
