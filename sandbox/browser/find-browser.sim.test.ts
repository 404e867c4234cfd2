import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright";
import { afterAll, expect, test } from "vitest";
import { findBrowser } from "./find-browser";
import { unpackTar } from "./unpack-tar";

const folder = mkdtempSync(join(tmpdir(), "concierge-browser-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("finds a browser that draws a page", { timeout: 120_000 }, async () => {
  const { executablePath, env, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, env, args });
  const page = await browser.newPage();
  await page.setContent("<h1>hello</h1>");
  expect(await page.textContent("h1")).toBe("hello");
  await browser.close();
});

test("refuses a CONCIERGE_BROWSER that doesn't start", async () => {
  const broken = join(folder, "broken");
  writeFileSync(broken, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  await expect(findBrowser({ CONCIERGE_BROWSER: broken })).rejects.toThrow("CONCIERGE_BROWSER");
});

test("unpacks what tar packs: folders, modes, links, long names", async () => {
  const long = `${"deep/".repeat(25)}file`;
  const source = join(folder, "source");
  mkdirSync(join(source, "deep/".repeat(25)), { recursive: true });
  writeFileSync(join(source, long), "x".repeat(1000));
  symlinkSync("deep", join(source, "link"));
  const archive = execFileSync("tar", ["-C", source, "-cf", "-", "."]);
  await unpackTar(archive, join(folder, "target"));
  expect(readFileSync(join(folder, "target", long), "utf8")).toBe("x".repeat(1000));
  expect(readlinkSync(join(folder, "target", "link"))).toBe("deep");
  execFileSync("tar", ["-C", join(source, "deep"), "-Pcf", join(folder, "bad.tar"), "../link"]);
  await expect(unpackTar(readFileSync(join(folder, "bad.tar")), join(folder, "target"))).rejects.toThrow("outside");
});
