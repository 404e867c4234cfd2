import type { Warning } from "./account-news";
import type { BrokenCause } from "./broken-causes";

/** Where an owner mends at Meta what we can't: pages of Meta Business Suite, for the account that they choose there. */
export const META_PLACES = {
  manager: "https://business.facebook.com/latest/whatsapp_manager",
  support: "https://business.facebook.com/business-support-home",
  payment: "https://business.facebook.com/billing_hub",
} as const;
type MetaPlace = keyof typeof META_PLACES;

/** The place that cures a cause; none where the cure is here, or nobody's. */
const PLACE_OF: Partial<Record<string, MetaPlace>> = {
  number_gone: "manager",
  locked: "manager",
  display_name: "manager",
  payment: "payment",
  spam_limit: "manager",
  banned: "support",
  muted: "manager",
  other: "manager",
  ban_scheduled: "support",
  review_rejected: "support",
  restricted: "manager",
  violation: "manager",
  alert: "manager",
} satisfies Partial<Record<BrokenCause | Warning, MetaPlace>>;

/** By what breaks a number or is warned of; null for everything else, such as what a page here cures. */
export const metaPlace = (cause: string): MetaPlace | null =>
  Object.hasOwn(PLACE_OF, cause) ? (PLACE_OF[cause] ?? null) : null;
