import type { Page } from "@playwright/test";
import { expect } from "../stack/browser-test";
import type { ConciergeStack } from "../stack/concierge-stack";
import { numbers, shownAs } from "../stack/furnish-database";
import { openAdmin } from "./demo-owner";

export const EMPTY_LIST = {
  enabled: true,
  wait_seconds: 0,
  rules: [],
  default_rule: {
    id: "default",
    label: "Default reply",
    matcher: { kind: "default" },
    response: { kind: "canned", text: "Thanks!" },
  },
};

export async function openRules(page: Page, stack: ConciergeStack): Promise<void> {
  await openAdmin(page, stack, "rules");
  await page.getByRole("link", { name: shownAs(numbers.fragile) }).click();
  await expect(page.getByRole("heading", { name: "Your rules" })).toBeVisible();
}

export async function importList(page: Page, list: object): Promise<void> {
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByLabel("Or paste the JSON").fill(JSON.stringify(list));
  await page.getByRole("button", { name: "Check and import" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}
