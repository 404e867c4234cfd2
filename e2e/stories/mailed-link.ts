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

/** Signs somebody new in and names their business; ends on the empty list of numbers. */
export async function becomeOwner(page: Page, stack: ConciergeStack, business: string): Promise<void> {
  const email = newAddress();
  await askForLink(stack, email);
  await page.goto(await mailedLink(stack, email));
  await page.getByLabel("Name of the business").fill(business);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "No number yet" })).toBeVisible();
}
