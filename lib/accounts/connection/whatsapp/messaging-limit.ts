/** To how many people a business may write first in 24 hours; null: Meta doesn't say, or in a word that is new. */
export type MessagingLimit = { kind: "people"; count: number } | { kind: "unlimited" } | null;

/** Of WA/messaging-limits: `TIER_250`, `TIER_2K`, … `TIER_UNLIMITED`. */
export function messagingLimit(tier: string | null): MessagingLimit {
  if (tier === "TIER_UNLIMITED") return { kind: "unlimited" };
  const [, count, thousands] = /^TIER_(\d{1,6})(K?)$/.exec(tier ?? "") ?? [];
  return count === undefined ? null : { kind: "people", count: Number(count) * (thousands ? 1_000 : 1) };
}
