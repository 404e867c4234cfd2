import type { BrowserContext, Page } from "@playwright/test";
import { expect } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";

/** Of the one sign-in at each stack that its stories share: links to one address are counted. */
const sessions = new Map<ConciergeStack, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** As the demo owner, on one of the admin's pages. */
export async function openAdmin(page: Page, stack: ConciergeStack, path: string): Promise<void> {
  const session = sessions.get(stack);
  if (session) await page.context().addCookies(session);
  else {
    await page.goto(stack.meta.url);
    await page.getByTestId("enter").click();
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "WhatsApp accounts" })).toBeVisible();
    sessions.set(stack, await page.context().cookies(stack.doorUrl));
  }
  await page.goto(`${stack.doorUrl}/admin/${path}`);
}
