import { storySettings } from "../servers/stack-environment";
import { until } from "../servers/until";
import { expect, test } from "../stack/browser-test";
import { numbers, shownAs } from "../stack/furnish-database";
import { openAdmin } from "./demo-owner";

test("a default reply by AI is checked as soon as it is saved, not with the next sweep", async ({ page, stack }) => {
  await stack.run(storySettings);
  await openAdmin(page, stack, "whatsapp");
  await page.getByRole("link", { name: shownAs(numbers.calm) }).click();
  await page.getByRole("radio", { name: /Written by AI/ }).click();
  const order = `Ask what we can help with, and thank for writing (${Date.now()}).`;
  await page.getByRole("textbox", { name: "What should the AI do?" }).fill(order);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await until("the order to be checked", 10_000, async () => {
    const calls = await stack.workersAi.calls();
    return calls.some(({ body }) => JSON.stringify(body).includes(order)) ? true : null;
  });
});
