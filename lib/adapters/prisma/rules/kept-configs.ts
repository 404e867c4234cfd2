import type { AccountWithRules } from "@/lib/accounts/account";
import type { StoredConfig } from "@/lib/rules/config/reply-config";

/** About 40 MB at most, twenty of the largest lists or ten thousand usual ones. */
const MOST_UNITS = 20_000_000;

export type KeptConfigs = {
  /** An account's config as of this version; null where it is not kept. */
  find(accountId: string, version: number): StoredConfig | null;
  /** The config to go on with: the kept one of the same version, or this one, which is kept from now on. */
  keep(read: Pick<AccountWithRules, "account" | "config" | "configVersion">): StoredConfig;
};

/**
 * One config object as long as its version stays: whoever knows the version in force reads no rules, and what matching
 * makes of a list (ten thousand folded keywords take a tenth of a second) is made once, not for each turn. A version that
 * the database does not have any more is never asked for, so nothing kept is ever stale. Keeps the lists asked for last,
 * as many as have `mostUnits` UTF-16 units of text together; a longer one is not kept.
 */
export function createKeptConfigs(mostUnits = MOST_UNITS): KeptConfigs {
  const kept = new Map<string, { version: number; config: StoredConfig; units: number }>();
  let units = 0;
  const forget = (accountId: string): void => {
    units -= kept.get(accountId)?.units ?? 0;
    kept.delete(accountId);
  };
  return {
    find(accountId, version) {
      const known = kept.get(accountId);
      if (known?.version !== version) return null;
      kept.delete(accountId);
      kept.set(accountId, known);
      return known.config;
    },
    keep({ account, config, configVersion }) {
      const known = kept.get(account.id);
      // A reader that was overtaken by a change brings an older list: it is used once, and takes nothing's place.
      if (known && known.version > configVersion) return config;
      forget(account.id);
      const one = known?.version === configVersion ? known : { version: configVersion, config, units: unitsOf(config) };
      if (one.units > mostUnits) return config;
      kept.set(account.id, one);
      units += one.units;
      for (const accountId of kept.keys()) {
        if (units <= mostUnits) break;
        forget(accountId);
      }
      return one.config;
    },
  };
}

/** What the stored values hold of text, whatever their shape. */
function unitsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + unitsOf(part), 1);
}
