"use client";

import { useMemo, useState } from "react";
import type { ReplyRule } from "../../../../../lib/rules/reply-config";
import { newRuleId } from "../../../../../lib/rules/rule-id";
import { draftOfRule, type RuleDraft } from "./rule-draft";

/** The key of the rule that is being added; no stored id begins with a blank. */
export const NEW_RULE = " new";

/** `base`: the rule as it was when its editor was opened. */
export type OpenDraft = { id: string; draft: RuleDraft; base: ReplyRule | null };
export type OpenDrafts = Record<string, OpenDraft>;

export type Drafts = {
  open: OpenDrafts;
  start(key: string, base: ReplyRule | null): void;
  change(key: string, draft: RuleDraft): void;
  close(key: string): void;
};

/** Editors that are open, each with what is typed in it. Opening one leaves the others as they are. */
export function useOpenDrafts(): Drafts {
  const [open, setOpen] = useState<OpenDrafts>({});
  return useMemo(
    () => ({
      open,
      start: (key, base) =>
        setOpen((before) => {
          const id = base?.id ?? newRuleId("", crypto.randomUUID().slice(0, 8));
          return before[key] ? before : { ...before, [key]: { id, base, draft: draftOfRule(base) } };
        }),
      change: (key, draft) =>
        setOpen((before) => (before[key] ? { ...before, [key]: { ...before[key], draft } } : before)),
      close: (key) => setOpen(({ [key]: _closed, ...others }) => others),
    }),
    [open],
  );
}
