import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where Chromium and Chrome are usually found, most wanted first: on PATH, then in the places of the installers. */
export function systemBrowsers(env: Readonly<Record<string, string | undefined>>): string[] {
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
  const ending = process.platform === "win32" ? ".exe" : "";
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name + ending)));
  const installed = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    join(env.PROGRAMFILES ?? "C:\\Program Files", "Google/Chrome/Application/chrome.exe"),
  ];
  return [...onPath, ...installed].filter((path) => existsSync(path));
}

/**
 * Whether the program starts at all: asked for `--version`, as a browser whose libraries are missing, or a distribution's
 * placeholder, fails there. Chrome for Windows shows no version; being there is enough.
 */
export function startsUp(executable: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (process.platform === "win32") return Promise.resolve(existsSync(executable));
  return new Promise((resolve) => {
    execFile(executable, ["--version"], { env: { ...process.env, ...env }, timeout: 20_000 }, (error, stdout) =>
      resolve(error === null && /\d+\.\d+/.test(stdout)),
    );
  });
}
