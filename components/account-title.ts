import type { AccountView } from "@/lib/accounts/account-view";

/** What an owner calls a number: their own name for it, else the one that Meta has verified, else the number. */
export function accountTitle({ displayName, verifiedName, displayAddress }: AccountView): string {
  return displayName ?? verifiedName ?? displayAddress;
}

const RATINGS = ["GREEN", "YELLOW", "RED"] as const;

/** Meta's quality rating as a key of the catalogue; everything else that Meta says is not rated yet. */
export function qualityKey(rating: string | null): (typeof RATINGS)[number] | "UNKNOWN" {
  return RATINGS.find((known) => known === rating) ?? "UNKNOWN";
}
