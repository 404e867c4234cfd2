import { homedir, platform } from "node:os";
import { join } from "node:path";

/** The folder for what can be made again: the operating system's cache folder of this user, `concierge` in it. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "concierge");
  if (platform() === "darwin") return join(homedir(), "Library", "Caches", "concierge");
  if (platform() === "win32") return join(env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "concierge");
  return join(homedir(), ".cache", "concierge");
}
