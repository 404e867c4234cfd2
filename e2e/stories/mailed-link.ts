import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import type { ConciergeStack } from "../stack/concierge-stack";

type Mails = { mails: { links: string[] }[] };

/** An address that nobody has used. */
export const newAddress = (): string => `owner-${randomBytes(6).toString("hex")}@salon.example`;

/** The only link in the newest mail to this address; waits for one. */
export async function mailedLink(stack: ConciergeStack, email: string): Promise<string> {
  const { mails } = await stack.mail.ask<Mails>("GET", `/_sandbox/mails?to=${encodeURIComponent(email)}&wait=10000`);
  const links = mails.at(-1)?.links ?? [];
  expect(links).toHaveLength(1);
  return links[0] ?? "";
}

type Asking = { fields?: Record<string, string>; headers?: Record<string, string> };

/** Asks for a link the way the form does, without a browser; answers next-auth's verdict. */
export async function askForLink(
  stack: ConciergeStack,
  email: string,
  { fields = {}, headers = {} }: Asking = {},
): Promise<{ status: number; url: string }> {
  const asked = await fetch(`${stack.doorUrl}/api/auth/csrf`, { headers });
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const cookie = asked.headers.getSetCookie().map((line) => line.split(";")[0]);
  const answer = await fetch(`${stack.doorUrl}/api/auth/signin/email`, {
    method: "POST",
    headers: { ...headers, cookie: cookie.join("; ") },
    body: new URLSearchParams({ csrfToken, email, callbackUrl: "/admin", json: "true", ...fields }),
  });
  return { status: answer.status, ...((await answer.json()) as { url: string }) };
}

/** Opens a mailed link and presses its page's button. */
export async function followLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The same without a browser: where the button's answer leads, and the session it brings (null: none). */
export async function pressLink(link: string): Promise<{ location: string; session: string | null }> {
  const page = await (await fetch(link)).text();
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const answer = await fetch(new URL(action, link), { method: "POST", redirect: "manual" });
  const session = answer.headers.getSetCookie().find((line) => line.includes("session-token")) ?? null;
  return { location: answer.headers.get("location") ?? "", session };
}

/** Signs somebody new in and names their business; ends on the empty list of numbers. */
export async function becomeOwner(page: Page, stack: ConciergeStack, business: string): Promise<void> {
  const email = newAddress();
  await askForLink(stack, email);
  await followLink(page, await mailedLink(stack, email));
  await page.getByLabel("Name of the business").fill(business);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "No number yet" })).toBeVisible();
}
