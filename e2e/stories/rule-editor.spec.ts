import { expect, test } from "../stack/browser-test";
import { EMPTY_LIST, importList, openRules } from "./rules-page";

const byMeaning = (id: string, label: string) => ({
  id,
  label,
  matcher: { kind: "prompt", description: "wants to book an appointment", threshold: 0.72 },
  response: { kind: "prompt", text: "Ask which day." },
});

test.beforeEach(({ stack }) => stack.run());

test("scores are of what is typed and set now, and a keyword rule is saved without phrases", async ({
  page,
  stack,
}) => {
  await openRules(page, stack);
  await importList(page, { ...EMPTY_LIST, rules: [byMeaning("booking", "Booking")] });
  const rule = page.locator("li[data-rule]").filter({ hasText: "Booking" });
  await rule.getByRole("button", { expanded: false }).filter({ hasText: "Booking" }).click();
  await rule.getByLabel("Should match").fill("I'd like to make an appointment\nкогда вы работаете?");
  await rule.getByLabel("Shouldn’t match").fill("my parcel has not arrived");
  const use = rule.getByRole("button", { name: /^Use 0/ });
  await expect(use).toBeVisible();

  await expect(rule.getByText("not compared: other script")).toBeVisible();
  await page.getByRole("switch", { name: "Match by meaning in every language" }).click();
  await expect(rule.getByText("not compared: other script")).toBeHidden();

  await rule.getByRole("textbox", { name: "What does the customer want?" }).fill("");
  await expect(rule.getByText("Say first what the customer wants.")).toBeVisible();
  await expect(rule.getByRole("listitem")).toHaveCount(0);
  await expect(use).toBeHidden();

  await rule.getByLabel("Should match").fill("é".repeat(201));
  await rule.getByRole("radio", { name: /By words/ }).click();
  await rule.getByRole("textbox", { name: "Keywords" }).fill("book,");
  await rule.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule saved.")).toBeVisible();
});

test("a rule may have any id, and an editor whose rule an import took away has no say", async ({ page, stack }) => {
  const names = ["constructor", "toString", "__proto__"];
  await openRules(page, stack);
  await importList(page, { ...EMPTY_LIST, rules: names.map((id) => byMeaning(id, `Rule ${id}`)) });
  await page.reload();
  for (const name of names) {
    const rule = page.locator("li[data-rule]").filter({ hasText: `Rule ${name}` });
    await rule.getByRole("button", { expanded: false }).filter({ hasText: name }).click();
    await rule.getByLabel("Should match").fill("book me in");
    await rule.getByRole("button", { name: "Save rule" }).click();
    await rule.getByRole("button", { expanded: false }).filter({ hasText: name }).click();
    await expect(rule.getByLabel("Should match")).toHaveValue("book me in");
    await rule.getByRole("textbox", { name: "Name" }).fill("typed");
  }
  await expect(page.getByText("Unsaved edits take part.")).toBeVisible();
  await importList(page, EMPTY_LIST);
  await expect(page.getByText("No rules yet")).toBeVisible();
  await expect(page.getByText("Unsaved edits take part.")).toBeHidden();
});

test("keywords: pasted lists are split, a held Backspace takes none, and what was taken comes back", async ({
  page,
  stack,
}) => {
  await openRules(page, stack);
  await page.getByRole("button", { name: "Add a rule" }).click();
  const field = page.getByRole("textbox", { name: "Keywords" });
  const chips = page.getByRole("button", { name: /^Remove “/ });
  const names = () => chips.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")?.slice(8, -1)));
  const press = (key: string, more: object) =>
    field.evaluate((input, init) => input.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init })), {
      key,
      ...more,
    });

  await field.focus();
  await field.evaluate((input) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", "1. price\n2. 价格，多少钱\n3. سعر، cost;\tfee");
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  expect(await names()).toEqual(["price", "价格", "多少钱", "سعر", "cost", "fee"]);

  await field.fill("ab");
  await press("Enter", { isComposing: true });
  await expect(chips).toHaveCount(6);
  await field.fill("");
  await press("Backspace", { repeat: true });
  await expect(chips).toHaveCount(6);
  await field.press("Backspace");
  await field.press("Backspace");
  expect(await names()).toEqual(["price", "价格", "多少钱", "سعر"]);
  await page.getByRole("button", { name: "Bring back “cost”" }).click();
  await field.press("Control+z");
  expect(await names()).toEqual(["price", "价格", "多少钱", "سعر", "cost", "fee"]);
});

test("a page that is older than its server says so, and is loaded anew with what was typed", { tag: "@long" }, async ({
  page,
  stack,
}) => {
  await openRules(page, stack);
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Opening hours");
  await page.getByRole("textbox", { name: "Keywords" }).fill("open,hours,");
  await page.getByRole("textbox", { name: "Text" }).fill("From nine to five.");
  const actions = (url: URL) => url.pathname.startsWith("/admin/rules/");
  await page.route(actions, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    // As an action of an older build would be called; of such a status the browser complains.
    const response = await route.fetch({ headers: { ...route.request().headers(), "next-action": "0".repeat(42) } });
    expect(response.status()).toBe(409);
    await route.fulfill({ response, status: 200 });
  });
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("This page is older than the server.")).toBeVisible();
  await expect(page.getByText("Check your connection")).toBeHidden();
  await page.unroute(actions);
  await page.getByRole("button", { name: "Load anew" }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Opening hours");
  await expect(page.getByText("Concierge was updated")).toBeHidden();
  await page.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule added.")).toBeVisible();
});

test("a file that is not UTF-8 is refused with a word on its encoding", async ({ page, stack }) => {
  await openRules(page, stack);
  await page.getByRole("button", { name: "Import" }).click();
  const text = JSON.stringify({ ...EMPTY_LIST, rules: [byMeaning("b", "Täglich")] });
  const file = (buffer: Buffer) => ({ name: "rules.json", mimeType: "application/json", buffer });
  await page.getByLabel("File").setInputFiles(file(Buffer.from(text, "latin1")));
  await expect(page.getByText("not in UTF-8")).toBeVisible();
  await page.getByLabel("File").setInputFiles(file(Buffer.from(`\ufeff${text}`, "utf16le")));
  await expect(page.getByText("not in UTF-8")).toBeHidden();
  await expect(page.getByRole("dialog").getByRole("textbox")).toHaveValue(/Täglich/);
});

test("a rule stays as generous as it was made, and close calls are left to the nearest once the owner says so", async ({
  page,
  stack,
}) => {
  const { threshold: _number, ...automatic } = byMeaning("booking", "Booking").matcher;
  const rules = [{ ...byMeaning("booking", "Booking"), matcher: { ...automatic, closeness: "strict" } }];
  await openRules(page, stack);
  await importList(page, { ...EMPTY_LIST, rules });
  const rule = page.locator("li[data-rule]").filter({ hasText: "Booking" });
  const open = () => rule.getByRole("button", { expanded: false }).filter({ hasText: "Booking" }).click();
  await open();
  await expect(rule.getByRole("radio", { name: /Strict/ })).toBeChecked();
  await rule.getByRole("radio", { name: /Generous/ }).click();
  await rule.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule saved.")).toBeVisible();

  const closeCalls = page.getByRole("switch", { name: "Let the AI decide close calls" });
  await expect(closeCalls).toBeChecked();
  await closeCalls.click();
  await expect(closeCalls).not.toBeChecked();
  await page.reload();
  await expect(closeCalls).not.toBeChecked();
  await open();
  await expect(rule.getByRole("radio", { name: /Generous/ })).toBeChecked();
  await closeCalls.click();
  await expect(closeCalls).toBeChecked();
});
