import { expect, expectAccessible, test } from "../stack/browser-test";

test("a customer writes three messages in a burst and gets one answer, with its ticks", async ({ page, stack }) => {
  await stack.run();
  await stack.forgetCalls();
  await page.goto(stack.meta.url);
  await expect(page.getByTestId("business-name")).toHaveText("Demo Salon");
  // Other stories write as the first customer.
  await page.getByTestId("customer-b").check();
  await page.getByTestId("burst").click();
  const bubbles = page.getByTestId("bubble");
  const asked = bubbles.and(page.locator("[data-direction=in]"));
  const answered = bubbles.and(page.locator("[data-direction=out]"));
  await expect(asked).toHaveText([/^are you/, /^open/, /^on sunday\?/]);
  // Brought to the business, not read by it yet: it waits whether more comes.
  for (const bubble of await asked.all()) await expect(bubble).toHaveAttribute("data-state", "delivered");
  await expect(answered).toHaveText([/^We're open 7am–7pm every day/]);
  for (const bubble of await asked.all()) await expect(bubble).toHaveAttribute("data-state", "read");
  // The chat is on the screen, so the answer is read.
  await expect(answered.getByTestId("reply-state")).toHaveText("read");
  await expectAccessible(page);

  await page.reload();
  await page.getByTestId("customer-b").check();
  await expect(bubbles).toHaveCount(4);
  const calls = await stack.meta.calls();
  expect(calls.filter(({ path }) => path.endsWith("/200000000000001/messages"))).toHaveLength(1);
});

test("the home page says what runs here and leads to the phone", async ({ page, stack }) => {
  await stack.run();
  await page.goto(stack.doorUrl);
  await expectAccessible(page);
  await page.getByRole("link", { name: /phone/i }).click();
  await expect(page.getByTestId("business-name")).toHaveText("Demo Salon");
  await expect(page.getByTestId("app-link")).toHaveAttribute("href", stack.doorUrl);
});
