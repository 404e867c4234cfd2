import type { useTranslations } from "next-intl";
import type { CreditEntry } from "../../../lib/credits/credit-entry";
import { SILENT_REASONS } from "../../../lib/pipeline/silent-reason";

type Words = ReturnType<typeof useTranslations<"credits">>;
type Reasons = ReturnType<typeof useTranslations<"reasons">>;

/** What an entry stands for, in words; and the reason beside it where there is one that tells more. */
export function entryWords(
  { kind, reference, reason }: CreditEntry,
  t: Words,
  reasons: Reasons,
): { title: string; note: string | null } {
  if (kind === "reserve" || kind === "settle" || kind === "restore") {
    const title = reference.startsWith("sample:") ? t(`entries.sample.${kind}`) : t(`entries.reply.${kind}`);
    const known = SILENT_REASONS.find((one) => one === reason);
    if (known) return { title, note: reasons(known) };
    return { title, note: reason === "undelivered" ? t("entries.undelivered") : null };
  }
  if (kind === "purchase")
    return { title: t("entries.purchase"), note: reason === "top_up" ? t("purchases.top_up") : null };
  return { title: t(`entries.${kind}`), note: reason };
}
