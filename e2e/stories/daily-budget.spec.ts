import { storySettings } from "../servers/stack-environment";
import { expect, expectAccessible, test } from "../stack/browser-test";
import { openAdmin } from "./demo-owner";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

const intent = (id: string, description: string) => ({
  id,
  label: id,
  matcher: { kind: "prompt", description, threshold: 0.72 },
  response: { kind: "canned", text: "Which day?" },
});

test.afterEach(({ stack }) => stack.run(storySettings));

test("a day's tries that are used up are told; what is saved is kept and waits", { tag: "@long" }, async ({
  page,
  stack,
}) => {
  await stack.run(storySettings);
  await openRules(page, stack);
  const booking = intent("booking", "wants to book an appointment");
  await importList(page, { ...EMPTY_LIST, rules: [booking] });
  await expect(page.getByText("Not yet active")).toBeHidden();
  await expect(page.getByTestId("budget-embed")).toBeHidden();

  await stack.run({ ...storySettings, EMBEDDED_TEXTS_PER_DAY: 1, TEST_REPLIES_PER_DAY: 2 });
  await openRules(page, stack);
  await expect(page.getByTestId("budget-embed")).toContainText("Today’s comparisons by meaning are used up");
  await expect(page.getByTestId("budget-embed").locator("time")).toBeVisible();
  await importList(page, { ...EMPTY_LIST, rules: [booking, intent("prices", "asks what it costs")] });
  await expect(page.getByText("Not yet active")).toHaveCount(1);
  await page.getByRole("textbox", { name: "Messages" }).fill("can I come in on friday?");
  await expect(page.getByTestId("playground-line")).toContainText("today’s comparisons are used up");
  await expectAccessible(page);

  await openAdmin(page, stack, "persona");
  await expect(page.getByTestId("safety")).toHaveText("Approved");
  await page.getByLabel("A customer’s message").fill("Can I come in tomorrow?");
  const ask = page.getByRole("button", { name: "Ask — 1 credit" });
  await ask.click();
  await expect(page.getByTestId("sample-answer")).toBeVisible();
  await expect(page.getByTestId("budget-generate")).toBeHidden();
  await ask.click();
  await expect(page.getByTestId("budget-generate")).toContainText("Today’s sample answers are used up");
  await expect(page.getByTestId("sample-answer")).toBeVisible();
  const balance = await page.getByTestId("balance").innerText();
  await ask.click();
  await expect(page.getByText("there are new ones tomorrow")).toBeVisible();
  expect(await page.getByTestId("balance").innerText()).toBe(balance);
  await expectAccessible(page);
});
