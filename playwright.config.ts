import { defineConfig } from "@playwright/test";
import type { StackOptions } from "./e2e/stack/test";

/**
 * Two kinds of stories: those of a browser, and those of whole processes that are killed, cut off and flooded. Two of the
 * first and one of the second run side by side, each worker on a stack of its own, since all of them mostly wait.
 * No retries: a story that holds only at the second try doesn't hold.
 */
export default defineConfig<object, StackOptions>({
  testDir: "e2e",
  // Stories whose parts are tested elsewhere too; `npm run test:long` tells them all.
  grepInvert: process.env.FC_RUNS ? undefined : /@long/,
  globalSetup: "./e2e/stack/furnish-database.ts",
  // A folder below: Playwright empties it at every start, and other tests leave their results beside it.
  outputDir: "test-results/playwright",
  workers: 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // For a machine with much else to do: each story ends as soon as what it waits for has come.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  reporter: process.env.CI ? [["list"], ["json", { outputFile: "test-results/playwright.json" }]] : [["list"]],
  projects: [
    { name: "stories", testDir: "e2e/stories", workers: 2, fullyParallel: true, use: { instanceCount: 1 } },
    { name: "processes", testDir: "e2e/processes", workers: 1, use: { instanceCount: 2 } },
  ],
});
