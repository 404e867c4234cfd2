/** `tsx sandbox/testing/count-results.ts <folder>`: adds up the reports of all runners and prints `N passed, N failed`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type VitestReport = { numPassedTests: number; numFailedTests: number };
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number } };

function count(report: Partial<VitestReport & PlaywrightReport>): { passed: number; failed: number } {
  if (report.stats) return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky };
  return { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0 };
}

const folder = process.argv[2] ?? "test-results";
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  if (!name.endsWith(".json")) continue;
  const counted = count(
    JSON.parse(readFileSync(join(folder, name), "utf8")) as Partial<VitestReport & PlaywrightReport>,
  );
  passed += counted.passed;
  failed += counted.failed;
}
console.log(`${passed} passed, ${failed} failed`);
