import { expect, expectAccessible, test } from "../stack/browser-test";
import { mailsPerAddress } from "../stack/stack-environment";
import { askForLink, mailedLink, newAddress } from "./mailed-link";

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
  await page.getByLabel("Name of the business").fill("Salon Aurora");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "No number yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);

  await askForLink(stack, email);
  await page.goto(await mailedLink(stack, email));
  await expect(page).toHaveURL(/\/admin\/whatsapp$/);
  await expect(page.getByText("Salon Aurora")).toBeVisible();
});

test("the demo owner enters from the sandbox's start page", async ({ page, stack }) => {
  await page.goto(stack.meta.url);
  await page.getByTestId("enter").click();
  await expect(page.getByRole("heading", { name: "Numbers" })).toBeVisible();
  await expect(page.getByText("Demo Salon").first()).toBeVisible();
});

test("a link works once, and looking at it doesn't use it up", async ({ page, stack }) => {
  const email = newAddress();
  await askForLink(stack, email);
  const link = await mailedLink(stack, email);
  // What mail servers do to see where a link leads.
  expect((await fetch(link, { method: "HEAD" })).headers.getSetCookie().join()).not.toContain(SESSION);
  await page.goto(link);
  await expect(page).toHaveURL(/\/sign-in\/business$/);
  const again = await fetch(link, { redirect: "manual" });
  expect(again.headers.get("location")).toContain("error=Verification");
  expect(again.headers.getSetCookie().join()).not.toContain(SESSION);
  await page.context().clearCookies();
  await page.goto(link);
  await expect(page.getByRole("alert").getByText("has been used")).toBeVisible();
});

test("a session that was planted before signing in is nobody's after", async ({ page, stack, context }) => {
  const planted = "11111111-2222-4333-8444-555555555555";
  await context.addCookies([{ name: SESSION, value: planted, url: stack.doorUrl }]);
  const email = newAddress();
  await askForLink(stack, email);
  await page.goto(await mailedLink(stack, email));
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
    const answer = await fetch(await mailedLink(stack, address), { redirect: "manual" });
    expect(answer.headers.get("location")).toBe(`${stack.doorUrl}/admin`);
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
