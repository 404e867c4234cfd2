import { useTranslations } from "next-intl";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import { DEFAULT_RULE_ID } from "@/lib/rules/config/reply-config";

/** What the rule of a turn is called: by its name, with a word where it is gone; null where none won. */
export function useRuleName({ rule }: Pick<Receipt, "rule">): string | null {
  const t = useTranslations("receipt");
  if (rule === null) return null;
  if (rule.id === DEFAULT_RULE_ID) return t("rule.default");
  if (!rule.isGone) return rule.label;
  return rule.label === null ? t("rule.gone", { id: rule.id }) : t("rule.goneNamed", { label: rule.label });
}
