import { readdirSync } from "node:fs";
import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "../stack/browser-test";
import { openAdmin } from "./demo-owner";
import { becomeOwner } from "./mailed-link";

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
  "/sign-in/business": [307, 307, 307, 307],
  "/admin": [307, 307, 307, 307],
  "/admin/whatsapp": OWNERS,
  "/admin/whatsapp/manual": OWNERS,
  "/admin/whatsapp/manual?account=[accountId]": [307, 307, 404, 404],
  "/admin/whatsapp/[accountId]": ITS_OWNER,
  "/admin/rules": OWNERS,
  "/admin/rules/[channel]/[accountId]": ITS_OWNER,
  "/admin/persona": OWNERS,
  "/admin/messages": OWNERS,
  "/admin/billing": OWNERS,
  "/api/auth/[...nextauth]": "tried elsewhere",
  "/api/health/live": ANYBODY,
  "/api/health/ready": ANYBODY,
  "/api/jobs/sweep": MACHINE,
  // Without the handshake's parameters.
  "/webhook/whatsapp": [400, 400, 400, 400],
};

/** The addresses of the app by its folders; groups in parentheses are no part of them. */
function addresses(): string[] {
  return readdirSync("app", { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^(page\.tsx|route\.ts)$/.test(entry.name))
    .map(({ parentPath }) => {
      const folders = parentPath.split(/[\\/]/).slice(1);
      return `/${folders.filter((folder) => !folder.startsWith("(")).join("/")}`;
    });
}

test.beforeEach(({ stack }) => stack.run());

test("every page and route has its line", () => {
  const named = new Set(Object.keys(DOORS).map((path) => path.split("?")[0]));
  expect(addresses().filter((path) => !named.has(path))).toEqual([]);
  expect([...named].sort()).toEqual([...new Set(addresses())].sort());
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

  for (const [path, expected] of Object.entries(DOORS)) {
    if (expected === "tried elsewhere") continue;
    const ask = async (request: APIRequestContext, id: string) =>
      (
        await request.get(stack.doorUrl + path.replace("[channel]", "whatsapp").replace("[accountId]", id), {
          maxRedirects: 0,
        })
      ).status();
    const seen = [await ask(nobody, ownId), await ask(demo.request, ownId), await ask(page.request, ownId)];
    seen.push(await ask(page.request, "7b0bb1a1-0000-4000-8000-000000000000"));
    expect(seen, path).toEqual(expected);
  }
  await nobody.dispose();
  await demo.close();
});

test("pages forbid foreign scripts, frames and sniffing", async ({ stack }) => {
  for (const path of ["/", "/sign-in", "/nothing-here"]) {
    const { headers } = await fetch(stack.doorUrl + path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic';/);
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
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
