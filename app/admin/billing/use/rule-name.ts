"use client";

import { useTranslations } from "next-intl";
import type { UsedRule } from "@/lib/credits/ledger-reader";
import { DEFAULT_RULE_ID } from "@/lib/rules/config/reply-config";

/** What a rule is called on this page: by its label, the default reply by its name, one that is gone by its id. */
export function useRuleName(): (rule: UsedRule) => string {
  const t = useTranslations("credits.rules");
  return ({ ruleId, label }) => {
    if (ruleId === DEFAULT_RULE_ID) return t("default");
    return label ?? t("gone", { id: ruleId });
  };
}
