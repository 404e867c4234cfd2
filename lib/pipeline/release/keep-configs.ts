import type { AccountWithConfig } from "@/lib/accounts/account";
import type { StoredConfig } from "@/lib/rules/config/reply-config";
import type { TurnRecords } from "./release-turn";

/** About 40 MB at most, twenty of the largest lists or ten thousand usual ones. */
const MOST_UNITS = 20_000_000;

/**
 * Records that answer with the same config object as long as its version stays: what matching makes of a list (ten
 * thousand folded keywords take a tenth of a second) is then made once, not for each turn. Keeps the lists asked for
 * last, as many as have `mostUnits` UTF-16 units of text together; a longer one is not kept.
 */
export function keepConfigs<Records extends Pick<TurnRecords, "loadAccount">>(
  records: Records,
  mostUnits = MOST_UNITS,
): Records {
  const kept = new Map<string, { version: number; config: StoredConfig; units: number }>();
  let units = 0;
  const forget = (accountId: string): void => {
    units -= kept.get(accountId)?.units ?? 0;
    kept.delete(accountId);
  };
  const keep = ({ account, config, configVersion }: AccountWithConfig): StoredConfig => {
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
  };
  return {
    ...records,
    async loadAccount(tenantId, accountId) {
      const owner = await records.loadAccount(tenantId, accountId);
      return owner && { ...owner, config: keep(owner) };
    },
  };
}

/** What the stored values hold of text, whatever their shape. */
function unitsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + unitsOf(part), 1);
}
