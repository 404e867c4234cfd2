import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { runProgram } from "../servers/project-process";
import { test as processTest } from "./test";

/** Asks the sandbox which browser starts on this machine; in a process of its own, because that is what we may share. */
const askForBrowser = `
  import("./sandbox/browser/find-browser.ts")
    .then(({ findBrowser }) => findBrowser())
    .then((found) => console.log(JSON.stringify(found)));
`;

/** A test with a browser. What the page complains of on its console fails the test. */
export const test = processTest.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ""]));
      const found = await runProgram(["-e", askForBrowser], env);
      await use({ ...launchOptions, ...JSON.parse(found) });
    },
    { scope: "worker", timeout: 60_000 },
  ],
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await use(page);
    expect(complaints, "complaints of the page").toEqual([]);
  },
});

/** No finding of axe on the page as it is now, but for what `besides` selects. */
export async function expectAccessible(page: Page, besides: string | null = null): Promise<void> {
  // A page that is still coming holds its text already, hidden, and shows it a moment later: its heading too.
  await expect(page.locator("h1").first()).toBeVisible();
  // What fades in has no colour of its own yet; what turns for ever never ends.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  // Its usual mode opens a second page for each look, to gather what frames hold; our pages have none.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (besides === null ? axe : axe.exclude(besides)).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

export { expect } from "@playwright/test";
