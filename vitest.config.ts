import { defineConfig } from "vitest/config";

/**
 * Three kinds of tests by file name: pure ones, those of the database, those of an adapter against its stand-in. Those of
 * the database mostly wait for its one session: `npm test` runs them beside the others.
 */
export default defineConfig({
  resolve: { alias: [{ find: /^@\//, replacement: `${import.meta.dirname}/` }] },
  test: {
    // The default leaves one core idle, which on a machine of two is half of it.
    maxWorkers: "100%",
    // Loading what all files share anew for each of them costs more than most tests do. Files keep no state in modules.
    isolate: false,
    reporters: process.env.CI ? ["default", "json"] : ["default"],
    outputFile: { json: "test-results/vitest.json" },
    setupFiles: ["./sandbox/testing/fail-on-console-error.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{app,components,lib,sandbox}/**/*.test.ts"],
          exclude: ["**/*.db.test.ts", "**/*.sim.test.ts"],
          // Far above what any takes: a machine with much else to do is no fault of the code.
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          include: ["{lib,prisma}/**/*.db.test.ts"],
          // The stand-ins too: what spans database and buffer is tested with both.
          globalSetup: ["./sandbox/testing/provide-database.ts", "./sandbox/testing/provide-stand-ins.ts"],
          // Each transaction may have to wait for those of the file beside it.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "stand-ins",
          include: ["sandbox/**/*.sim.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "sim",
          include: ["lib/**/*.sim.test.ts"],
          globalSetup: ["./sandbox/testing/provide-stand-ins.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
