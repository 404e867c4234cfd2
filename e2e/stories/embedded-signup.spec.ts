import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { becomeOwner } from "./mailed-link";

/** How Meta's next window ends, by itself. */
const nextWindow = (stack: ConciergeStack, wish: object) => stack.meta.ask("POST", "/_sandbox/signup/next", wish);

/** From the list of numbers, by its button: the policy that lets Meta's script in comes with the document. */
async function openWays(page: Page, stack: ConciergeStack, business: string): Promise<void> {
  await becomeOwner(page, stack, business);
  await page.goto(`${stack.doorUrl}/admin/whatsapp`);
  await page.getByRole("link", { name: "Connect WhatsApp number" }).click();
  await expect(page.getByRole("heading", { name: "Connect a WhatsApp number" })).toBeVisible();
}

async function goLive(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Test it and confirm the reply" }).click();
  await expect(page.locator("[data-tick=done]")).toHaveCount(4);
  await page.getByRole("textbox", { name: "Text" }).fill("Anna answers.");
  await page.getByRole("button", { name: "Confirm and go live" }).click();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
}

const newNumber = () => `+49 30 ${randomInt(1e6, 9e6)}`;

test.beforeEach(({ stack }) => stack.run());

test("a number that stays on the phone is connected in Meta's window and goes live", async ({ page, stack }) => {
  test.setTimeout(120_000);
  const display = newNumber();
  await openWays(page, stack, "Signs up");
  await expectAccessible(page);
  // The event never comes: the code alone is enough.
  await nextWindow(stack, {
    scenario: "coexistence",
    name: "Salon Signup",
    display_phone_number: display,
    event: "never",
  });
  await page.getByRole("button", { name: "Keep the app and connect" }).click();
  await expect(page.getByRole("heading", { name: "Your number is connected" })).toBeVisible();
  await expect(page.getByText("You can go on answering with WhatsApp Business")).toBeVisible();
  await expect(page.locator("[data-step=done]")).toHaveCount(6);
  await expectAccessible(page);
  await goLive(page);
  await expect(page.getByText(display).first()).toBeVisible();
  // The page that it leads to is a document of its own: Meta's script stayed behind.
  expect(await page.evaluate("typeof window.FB")).toBe("undefined");
});

test("a window that can't open says so, and how to go on without it", async ({ page, stack }) => {
  await openWays(page, stack, "Blocks");
  // A page of its own: that the script did not load is a complaint on its console.
  const other = await page.context().newPage();
  await other.route("**/sdk.js", (route) => route.abort());
  await other.goto(`${stack.doorUrl}/admin/whatsapp/connect`);
  await expect(other.getByRole("alert").getByText("did not load Meta’s script")).toBeVisible();
  await expect(other.getByRole("button", { name: "Connect for Concierge only" })).toBeDisabled();
  await other.close();

  await page.evaluate("window.open = () => null");
  await page.getByRole("button", { name: "Connect for Concierge only" }).click();
  const blocked = page.getByRole("alert").filter({ hasText: "Your browser blocked Meta’s window" });
  await blocked.getByRole("link", { name: "Add the number by hand" }).click();
  await expect(page.getByLabel("Phone number ID")).toBeVisible();
});

test("an expired code is explained, a PIN asked for, and the number connected, by keyboard alone", async ({
  page,
  stack,
}) => {
  test.setTimeout(120_000);
  const display = newNumber();
  const press = async (name: string) => {
    const button = page.getByRole("button", { name });
    // Until Meta's script is there it can't be pressed.
    await expect(button).not.toHaveAttribute("aria-disabled", "true");
    await button.focus();
    await expect(button).toBeFocused();
    await page.keyboard.press("Enter");
  };
  await openWays(page, stack, "Was late");
  await nextWindow(stack, { scenario: "expired_code" });
  await press("Connect for Concierge only");
  await expect(page.getByText("it lasts 30 seconds")).toBeVisible();
  await expect(page.getByText("Meta says: This authorization code has expired.")).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole("heading", { name: "Connecting your number" })).toBeFocused();
  await nextWindow(stack, { scenario: "known_pin", pin: "246810", display_phone_number: display, event: "after" });
  await press("Open Meta’s window again");
  await expect(page.getByText("This number has a two-step PIN")).toBeVisible();
  const pin = page.getByLabel("Two-step PIN");
  for (const [typed, answer] of [
    ["2468", "Enter six digits."],
    ["111111", "Meta did not accept this PIN"],
  ] as const) {
    await pin.fill(typed);
    await page.keyboard.press("Enter");
    await expect(page.getByText(answer)).toBeVisible();
    await expect(pin).toBeFocused();
  }
  await expectAccessible(page);
  await pin.fill("246810");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Only Concierge reads and answers")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Your number is connected" })).toBeFocused();
  await goLive(page);
  await expect(page.getByText(display).first()).toBeVisible();
});
