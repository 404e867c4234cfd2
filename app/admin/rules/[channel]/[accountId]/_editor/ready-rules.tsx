"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { draftOfReadyRule, READY_RULES, type ReadyRule } from "../_state/ready-rules";
import type { RuleDraft } from "../_state/rule-draft";

/** Begins a new rule from one that most shops want. */
export function ReadyRules({ disabled, onChoose }: { disabled: boolean; onChoose: (draft: RuleDraft) => void }) {
  const t = useTranslations("rules");
  return (
    <Menu
      trigger={
        <Button kind="secondary" disabled={disabled}>
          {t("ready")}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      {(Object.keys(READY_RULES) as ReadyRule[]).map((kind) => (
        <MenuItem
          key={kind}
          onSelect={() =>
            onChoose(
              draftOfReadyRule(kind, {
                label: t(`readyRule.${kind}.label`),
                text: t(`readyRule.${kind}.text`),
                keywords: t(`readyRule.${kind}.keywords`),
              }),
            )
          }
        >
          {t(`readyRule.${kind}.label`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
