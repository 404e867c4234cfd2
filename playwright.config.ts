import { defineConfig } from "@playwright/test";

/**
 * Two kinds of stories: those of a browser, and those of whole processes that are killed, cut off and flooded. One
 * worker, because each stack of processes wants the machine for itself; no retries, because a story that holds only at
 * the second try doesn't hold.
 */
export default defineConfig({
  testDir: "e2e",
  // A folder below: Playwright empties it at every start, and other tests leave their results beside it.
  outputDir: "test-results/playwright",
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.CI ? [["list"], ["json", { outputFile: "test-results/playwright.json" }]] : [["list"]],
  projects: [
    { name: "stories", testDir: "e2e/stories" },
    { name: "processes", testDir: "e2e/processes" },
  ],
});
