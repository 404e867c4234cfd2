import { existsSync } from "node:fs";
import { chromium } from "playwright";
import { startsUp, systemBrowsers } from "./browser-candidates";
import { packedBrowser } from "./packed-browser";

export type FoundBrowser = {
  executablePath: string;
  /** For `launchOptions.env`: the whole environment, with what this browser needs. */
  env: Record<string, string>;
  args: string[];
};

/**
 * A browser for Playwright that starts on this machine: CONCIERGE_BROWSER (a path), else the one inside
 * @sparticuz/chromium (Linux x64, unpacked once: the same version wherever the tests run, and without windows, which cost
 * a quarter of the time), else Playwright's own if it is installed, else a Chromium or Chrome of the system.
 * @throws Error in words if CONCIERGE_BROWSER doesn't start, or if there is none at all
 */
export async function findBrowser(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FoundBrowser> {
  const found = (executablePath: string, more: Record<string, string> = {}): FoundBrowser => ({
    executablePath,
    env: { ...definedValues(env), ...more },
    // Chromium refuses to sandbox itself for root, which is who runs tests in most containers.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const wanted = env.CONCIERGE_BROWSER;
  if (wanted) {
    if (existsSync(wanted) && (await startsUp(wanted, env))) return found(wanted);
    throw new Error(`CONCIERGE_BROWSER: expected the path of a Chromium or Chrome that starts, found "${wanted}"`);
  }
  const packed = await packedBrowser(env);
  if (packed) return found(packed.executablePath, packed.env);
  for (const path of [chromium.executablePath(), ...systemBrowsers(env)]) {
    if (existsSync(path) && (await startsUp(path, env))) return found(path);
  }
  throw new Error(
    "No browser found for the browser tests. Install Chromium or Chrome, or run `npx playwright install chromium`, or set CONCIERGE_BROWSER to the path of one.",
  );
}

function definedValues(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
