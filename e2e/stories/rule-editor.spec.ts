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
  await rule.getByLabel("Should match").fill("I'd like to book a haircut\nкогда вы работаете?");
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
