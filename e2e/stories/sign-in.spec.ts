import { mailsPerAddress } from "../servers/stack-environment";
import { expect, expectAccessible, test } from "../stack/browser-test";
import { askForLink, followLink, mailedLink, newAddress, pressLink } from "./mailed-link";

const SESSION = "next-auth.session-token";

test.beforeEach(({ stack }) => stack.run());

test("somebody new signs in by the mailed link and names their business, once", async ({ page, stack }) => {
  const email = newAddress();
  await page.goto(`${stack.doorUrl}/admin/whatsapp`);
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByLabel("Email").fill(email);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeFocused();
  await page.goto(await mailedLink(stack, email));
  await expect(page.getByText(`as ${email}`)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Name of the business").fill("Salon Aurora");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "No number yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);

  await askForLink(stack, email);
  await followLink(page, await mailedLink(stack, email));
  await expect(page).toHaveURL(/\/admin\/whatsapp$/);
  await expect(page.getByText("Salon Aurora")).toBeVisible();
});

test("what is typed before the page's script has come counts", async ({ page, stack }) => {
  const email = newAddress();
  await askForLink(stack, email);
  await page.goto(await mailedLink(stack, email));
  let release = (): void => undefined;
  const typed = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await typed;
    await route.continue();
  });
  await page.getByRole("button", { name: "Sign in" }).click({ noWaitAfter: true });
  await page.getByLabel("Name of the business").fill("Salon Celeste");
  release();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Salon Celeste")).toBeVisible();
});

test("the demo owner enters from the sandbox's start page", async ({ page, stack }) => {
  await page.goto(stack.meta.url);
  await page.getByTestId("enter").click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "WhatsApp accounts" })).toBeVisible();
  await expect(page.getByText("Demo Salon").first()).toBeVisible();
});

test("a link works once, and looking at it doesn't use it up", async ({ page, stack }) => {
  const email = newAddress();
  await askForLink(stack, email);
  const link = await mailedLink(stack, email);
  // What mail servers do to see where a link leads, with next-auth's own address of it too.
  for (const seen of [link, link.replace("/sign-in/link", "/api/auth/callback/email")]) {
    for (const method of ["HEAD", "GET", "GET"]) {
      const looked = await fetch(seen, { method, redirect: "manual" });
      expect(looked.headers.getSetCookie().join()).not.toContain(SESSION);
    }
  }
  await followLink(page, link);
  await expect(page).toHaveURL(/\/sign-in\/business$/);
  expect(await pressLink(link)).toEqual({ location: expect.stringContaining("error=Verification"), session: null });
  await page.context().clearCookies();
  await followLink(page, link);
  await expect(page.getByRole("alert").getByText("has been used")).toBeVisible();
});

test("a link works without scripts; one that is not whole leads to a new one", async ({ browser, stack }) => {
  const email = newAddress();
  await askForLink(stack, email);
  const link = await mailedLink(stack, email);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(link.slice(0, link.indexOf("token=") + 20));
  await expect(page.getByText("has been used or is older")).toBeVisible();
  await followLink(page, link);
  await expect(page).toHaveURL(/\/sign-in\/business$/);
  await context.close();
});

test("a link's button pressed by another site signs nobody in", async ({ stack }) => {
  const email = newAddress();
  await askForLink(stack, email);
  const callback = (await mailedLink(stack, email)).replace("/sign-in/link", "/api/auth/callback/email");
  const forged = await fetch(callback, { method: "POST", headers: { origin: "https://evil.example" } });
  expect([forged.status, forged.headers.getSetCookie()]).toEqual([403, []]);
});

test("while the database is away a page says so, and asks nobody to sign in", async ({ page, stack, browser }) => {
  const email = newAddress();
  await askForLink(stack, email);
  await followLink(page, await mailedLink(stack, email));
  await page.getByLabel("Name of the business").fill("Salon Borealis");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "No number yet" })).toBeVisible();
  // A page of its own: that it fails is a complaint on its console.
  const context = await browser.newContext();
  await context.addCookies(await page.context().cookies());
  const away = await context.newPage();
  await stack.a.databaseLine.cut();
  for (const path of ["/admin/whatsapp", "/sign-in"]) {
    await away.goto(stack.doorUrl + path);
    await expect(away.getByRole("heading", { name: "This page did not load" })).toBeVisible();
    expect(new URL(away.url()).pathname).toBe(path);
  }
  await stack.run();
  await away.getByRole("button", { name: "Try again" }).click();
  await expect(away).toHaveURL(/\/admin\/whatsapp$/);
  await context.close();
});

test("a session that was planted before signing in is nobody's after", async ({ page, stack, context }) => {
  const planted = "11111111-2222-4333-8444-555555555555";
  await context.addCookies([{ name: SESSION, value: planted, url: stack.doorUrl }]);
  const email = newAddress();
  await askForLink(stack, email);
  await followLink(page, await mailedLink(stack, email));
  await expect(page).toHaveURL(/\/sign-in\/business$/);
  const mine = (await context.cookies()).find(({ name }) => name === SESSION);
  expect(mine?.value).not.toBe(planted);
  expect(mine).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  const headers = { cookie: `${SESSION}=${planted}` };
  const answer = await fetch(`${stack.doorUrl}/admin/whatsapp`, { headers, redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([307, "/sign-in"]);
});

test("no mail without the form's own token, and no way to a foreign site", async ({ stack }) => {
  const email = newAddress();
  const forged = await askForLink(stack, email, { fields: { csrfToken: "0".repeat(64) } });
  expect(forged.url).toContain("csrf=true");
  for (const callbackUrl of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const address = newAddress();
    await askForLink(stack, address, { fields: { callbackUrl } });
    expect((await pressLink(await mailedLink(stack, address))).location).toBe(`${stack.doorUrl}/admin`);
  }
  // Later mails have come, so an earlier one would be here.
  const { mails } = await stack.mail.ask<{ mails: { to: string[] }[] }>("GET", "/_sandbox/mails");
  expect(mails.flatMap(({ to }) => to)).not.toContain(email);
});

test("the links are this app's, whatever host the request names", async ({ stack }) => {
  const email = newAddress();
  await askForLink(stack, email, { headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" } });
  expect(new URL(await mailedLink(stack, email)).origin).toBe(stack.doorUrl);
});

test("too many links to one address are refused, however it is written", async ({ stack }) => {
  const email = newAddress();
  const ways = [email, email.toUpperCase(), ` ${email}`];
  const answers = [];
  for (let n = 0; n <= mailsPerAddress; n += 1) {
    answers.push((await askForLink(stack, ways[n % ways.length] ?? email)).status);
  }
  expect(answers).toEqual([...Array.from({ length: mailsPerAddress }, () => 200), 429]);
});

test("nobody's links are used up by posts without the token, nor by another client", async ({ stack }) => {
  const email = newAddress();
  for (let n = 0; n <= mailsPerAddress; n += 1) {
    const headers = { "content-type": "text/plain", origin: "https://evil.example" };
    for (const form of [
      { email, csrfToken: "" },
      { email, csrfToken: "0".repeat(64) },
    ]) {
      const body = new URLSearchParams(form);
      await fetch(`${stack.doorUrl}/api/auth/signin/email`, { method: "POST", body, redirect: "manual" });
      await fetch(`${stack.doorUrl}/api/auth/signin/email`, { method: "POST", body: `${body}`, headers });
    }
  }
  const stranger = { "x-forwarded-for": "203.0.113.7" };
  const answers = [];
  for (let n = 0; n <= mailsPerAddress; n += 1) {
    answers.push((await askForLink(stack, email, { headers: stranger })).status);
  }
  expect(answers.at(-1)).toBe(429);
  expect((await askForLink(stack, email, { headers: { "x-forwarded-for": "198.51.100.9" } })).status).toBe(200);
  expect((await pressLink(await mailedLink(stack, email))).session).not.toBeNull();
});
