import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { numbers, shownAs } from "../stack/furnish-database";
import { newCustomer, write } from "./customer-phone";
import { openAdmin } from "./demo-owner";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

/** What became of a customer's message: the rule that answered, or why nothing was sent. */
async function say(stack: ConciergeStack, from: string, text: string): Promise<string | null> {
  const { reason, rule } = await write(stack, from, text);
  return reason ?? rule;
}

/** The owner answers in the app on the phone. */
const answerByPhone = (stack: ConciergeStack, to: string) =>
  stack.meta.ask("POST", "/_sandbox/phone/echoes", {
    numberId: numbers.fragile,
    to,
    kind: "message",
    text: "I'm on it",
  });

async function sends(stack: ConciergeStack): Promise<number> {
  const calls = await stack.meta.calls();
  return calls.filter(({ path }) => path.endsWith(`/${numbers.fragile}/messages`)).length;
}

async function openNumber(page: Page, stack: ConciergeStack): Promise<void> {
  await openAdmin(page, stack, "whatsapp");
  await page.getByRole("link", { name: shownAs(numbers.fragile) }).click();
  await expect(page.getByRole("heading", { name: "Answered by hand" })).toBeVisible();
}

test.beforeEach(async ({ page, stack }) => {
  await stack.run();
  await openRules(page, stack);
  await importList(page, EMPTY_LIST);
});

test("who is answered on the phone is left to the person, shown, and resumed in one tap", async ({ page, stack }) => {
  const [customer, other] = [newCustomer(), newCustomer()];
  await openNumber(page, stack);
  await expect(page.getByText("Nobody at the moment.")).toBeVisible();
  await answerByPhone(stack, customer);
  // The open page learns of it by itself.
  const paused = page.getByTestId("paused-customer");
  await expect(paused).toContainText([`+${customer}Somebody answered on the phone.`], { timeout: 30_000 });
  await expectAccessible(page);

  await stack.forgetCalls();
  expect(await say(stack, customer, "are you there?")).toBe("human_active");
  expect(await sends(stack)).toBe(0);
  expect(await say(stack, other, "hello")).toBe("default");

  await page.getByRole("button", { name: `Resume for +${customer}` }).click();
  await expect(page.getByText(`Concierge answers the next message of +${customer}.`)).toBeVisible();
  await expect(paused).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Answered by hand" })).toBeFocused();
  expect(await say(stack, customer, "hello again")).toBe("default");

  const hours = page.getByRole("combobox", { name: /After an answer on the phone/ });
  await expect(hours).toHaveValue("720");
  await hours.selectOption("No time: Concierge goes on");
  await expect(page.getByText("Saved. It counts from the next answer on the phone.")).toBeVisible();
  await page.reload();
  await expect(hours).toHaveValue("0");
  await hours.selectOption("12 hours (usual)");
  await expect(page.getByText("Saved. It counts from the next answer on the phone.")).toBeVisible();
});

test("everything is paused until a time, and resumed by hand", async ({ page, stack }) => {
  await openNumber(page, stack);
  await page.getByLabel("Pause everything until").fill("2020-01-01T08:00");
  await page.getByRole("button", { name: "Pause until then" }).click();
  await expect(page.getByText("This time is over. Choose a later one.")).toBeVisible();
  await page.getByRole("button", { name: "For 4 hours" }).click();
  const banner = page.getByTestId("paused");
  await expect(banner).toContainText("Everything is paused");
  await expectAccessible(page, "[data-sonner-toaster]");

  await stack.forgetCalls();
  for (const customer of [newCustomer(), newCustomer()]) {
    expect(await say(stack, customer, "hello")).toBe("human_active");
  }
  expect(await sends(stack)).toBe(0);
  await openAdmin(page, stack, "messages");
  await expect(page.getByTestId("turn").first()).toContainText("Paused: this was left to you to answer by hand.");
  await openAdmin(page, stack, "whatsapp");
  await expect(page.getByText(/^Everything paused until/)).toBeVisible();

  await page.setViewportSize({ width: 375, height: 720 });
  await openNumber(page, stack);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
  await banner.getByRole("button", { name: "Resume now" }).click();
  await expect(page.getByText("Concierge answers the next messages.")).toBeVisible();
  await expect(banner).toHaveCount(0);
  expect(await say(stack, newCustomer(), "hello")).toBe("default");
});
