/**
 * Graph API versions (https://developers.facebook.com/docs/graph-api/changelog): a path without one means the app's
 * oldest living version, a version past its end or not yet born is refused. Meta words the former for its Ads API only.
 */
import { GraphError } from "../world/graph-error";

const newest = 26;
/** The last day of each version that has one; those below the first are long over. */
const ends = new Map<number, string>([
  [20, "2026-09-24"],
  [21, "2027-01-21"],
  [22, "2027-05-20"],
  [23, "2027-10-08"],
  [24, "2028-02-18"],
  [25, "2028-07-29"],
]);

/** The optional version before a path, as a pattern without a group of its own. */
export const anyVersion = "(?:/v\\d+\\.\\d+)?";

/** @throws GraphError 2635 for a retired version, 2500 for one that Meta doesn't have */
export function checkVersion(path: string, now = Date.now()): void {
  const [, whole, part] = /^\/v(\d+)\.(\d+)(?:\/|$)/.exec(path) ?? [];
  if (whole === undefined) return;
  const version = Number(whole);
  if (version > newest || (version > 3 && part !== "0")) {
    throw new GraphError({ status: 400, code: 2500, message: `Unknown path components: ${path}` });
  }
  const end = ends.get(version);
  if (version < 20 || (end !== undefined && now >= Date.parse(`${end}T00:00:00Z`))) {
    const message = `(#2635) You are calling a deprecated version of the API. Please update to the latest version: v${newest}.0.`;
    throw new GraphError({ status: 400, code: 2635, message });
  }
}
