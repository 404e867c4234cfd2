import type { Database } from "../shared/database";
import { asPlatform } from "../shared/tenant-scope";

/** What stops numbers and is the operator's to mend: the platform's token, or the platform's own account at the channel. */
export type PlatformTrouble = { cause: string; code: number | null; numbers: number; since: Date };

/** The oldest first. */
export function findPlatformTrouble(database: Database): Promise<PlatformTrouble[]> {
  return asPlatform(database, async (tx) => {
    const found = await tx.incident.groupBy({
      by: ["cause", "code"],
      where: { healedAt: null, warns: false, mendedBy: "operator", brokenAt: { not: null } },
      _count: true,
      _min: { openedAt: true },
      orderBy: { _min: { openedAt: "asc" } },
    });
    return found.map(({ cause, code, _count, _min }) => ({
      cause,
      code,
      numbers: _count,
      since: _min.openedAt as Date,
    }));
  });
}
