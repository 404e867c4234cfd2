import { randomInt } from "node:crypto";
import { until } from "../servers/until";
import { expect, expectAccessible, test } from "../stack/browser-test";
import { numbers } from "../stack/furnish-database";
import { openAdmin } from "./demo-owner";

test.beforeEach(({ stack }) => stack.run());

test("the owner keeps the log for 31 days: what is older goes after a yes, credits and numbers stay", async ({
  page,
  stack,
}) => {
  const say = async () => {
    const from = `49152${randomInt(1e7, 9e7)}`;
    const message = { numberId: numbers.fragile, from, text: "hello" };
    const { id } = await stack.meta.ask<{ id: string }>("POST", "/_sandbox/phone/messages", message);
    const closed = async () => ((await stack.records.closedCount([id])) === 1 ? true : null);
    await until("an end of the turn", 30_000, closed);
    return { id, shown: `+${from}` };
  };
  const [old, fresh] = [await say(), await say()];
  await stack.records.ageTurns([old.id], 40);

  await openAdmin(page, stack, "messages");
  const inLog = (shown: string) => page.getByTestId("turn").filter({ hasText: shown });
  await expect(inLog(fresh.shown)).toHaveCount(1);
  const balance = await page.getByTestId("balance").innerText();
  const keep = page.getByRole("combobox", { name: "Keep for" });
  await expect(keep.locator("option:checked")).toHaveText("13 months");
  await expectAccessible(page);

  const save = page.getByRole("button", { name: "Save", exact: true });
  const dialog = page.getByRole("alertdialog");
  await keep.selectOption("31 days");
  await save.focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("Delete what is older than 31 days?");
  await expect(dialog.getByRole("button", { name: "Keep it" })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(save).toBeFocused();
  await expect(keep.locator("option:checked")).toHaveText("13 months");
  expect((await stack.records.inbound([old.id])).length).toBe(1);

  await keep.selectOption("31 days");
  await save.click();
  await dialog.getByRole("button", { name: "Delete it" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await until("the end of the old turn", 30_000, async () =>
    (await stack.records.inbound([old.id])).length === 0 ? true : null,
  );
  await page.reload();
  await expect(keep.locator("option:checked")).toHaveText("31 days");
  await expect(inLog(fresh.shown)).toHaveCount(1);
  await expect(inLog(old.shown)).toHaveCount(0);
  expect(await page.getByTestId("balance").innerText()).toBe(balance);

  // Longer needs no question.
  await keep.selectOption("13 months");
  await save.click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(dialog).toBeHidden();
});
