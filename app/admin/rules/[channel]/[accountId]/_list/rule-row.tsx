"use client";

import { ArrowDown, ArrowUp, Copy, EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Switch } from "@/components/ui/switch";
import { isSoundRule, type ReplyRule, type StoredRule } from "@/lib/rules/config/reply-config";
import type { RuleList, RulePhrases } from "@/lib/rules/editing/rule-list";
import { RuleEditor } from "../_editor/rule-editor";
import { type DraftStore, type OpenDraft, useOpenDraft } from "../_state/draft-store";
import type { RowItem } from "./rule-row-items";
import { RuleMarks, RuleSummary } from "./rule-summary";

export type RowActions = {
  /** As it is now. */
  list(): RuleList;
  moveTo(ruleId: string, index: number): void;
  toggle(rule: StoredRule): void;
  save(rule: ReplyRule, phrases: { phrases?: RulePhrases }, open: OpenDraft): void;
  turn(rule: StoredRule, enabled: boolean): void;
  duplicate(rule: StoredRule): void;
  remove(rule: StoredRule): void;
};

type RuleRowProps = {
  item: RowItem;
  /** From 0. */
  index: number;
  grip: ReactNode;
  store: DraftStore;
  actions: RowActions;
};

export function RuleRow({ item, index, grip, store, actions }: RuleRowProps) {
  const { rule, group } = item;
  const t = useTranslations("rules");
  const open = useOpenDraft(store, rule.id);
  const title = useRef<HTMLButtonElement>(null);
  const on = rule.enabled !== false;

  /** The button that was pressed is gone with the editor: the keyboard goes on from the rule. */
  function close(): void {
    store.close(rule.id);
    title.current?.focus({ preventScroll: true });
  }

  const card = (
    <div
      data-group={group?.place}
      className={classNames(
        "rounded-card border border-line bg-card p-3 sm:p-4",
        group ? "border-l-4 border-l-brand" : null,
      )}
    >
      <div className="flex items-center gap-2">
        {grip}
        <button
          ref={title}
          type="button"
          aria-expanded={open !== null}
          onClick={() => actions.toggle(rule)}
          className={classNames(
            "flex min-h-11 min-w-0 flex-1 items-center gap-2 rounded-lg text-left",
            on ? null : "text-soft",
          )}
        >
          <span className="min-w-5 shrink-0 text-right text-sm text-soft tabular-nums">{index + 1}</span>
          <span className="min-w-0 break-words font-semibold leading-snug">{rule.label}</span>
        </button>
        <Switch
          aria-label={t("switch", { label: rule.label })}
          checked={on}
          onCheckedChange={(to) => actions.turn(rule, to)}
        />
        <RowMenu item={item} index={index} actions={actions} />
      </div>
      {open ? null : <RuleSummary rule={rule} />}
      <RuleMarks item={item} />
      {open ? (
        <div className="mt-3 border-line border-t pt-4">
          <RuleEditor
            open={open}
            list={actions.list()}
            onDraft={(draft) => store.change(rule.id, draft)}
            onCancel={close}
            onSave={(changed, phrases) => {
              close();
              actions.save(changed, phrases, open);
            }}
          />
        </div>
      ) : null}
    </div>
  );
  if (group?.place !== "first") return card;
  return (
    <>
      <p className="mt-2 mb-1.5 px-1 text-sm text-soft">{t("groupOf", { count: group.count })}</p>
      {card}
    </>
  );
}

type RowMenuProps = Pick<RuleRowProps, "item" | "index" | "actions">;

function RowMenu({ item: { rule, last }, index, actions }: RowMenuProps) {
  const t = useTranslations("rules");
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t("more", { label: rule.label })}
          className="grid size-10 shrink-0 place-items-center rounded-control text-soft hover:bg-well"
        >
          <EllipsisVertical aria-hidden className="size-5" />
        </button>
      }
    >
      <MenuItem onSelect={() => actions.toggle(rule)}>
        <Pencil aria-hidden />
        {t("edit")}
      </MenuItem>
      <MenuItem disabled={!isSoundRule(rule)} onSelect={() => actions.duplicate(rule)}>
        <Copy aria-hidden />
        {t("duplicate")}
      </MenuItem>
      <MenuItem disabled={index === 0} onSelect={() => actions.moveTo(rule.id, index - 1)}>
        <ArrowUp aria-hidden />
        {t("moveUp")}
      </MenuItem>
      <MenuItem disabled={last} onSelect={() => actions.moveTo(rule.id, index + 1)}>
        <ArrowDown aria-hidden />
        {t("moveDown")}
      </MenuItem>
      <MenuItem className="text-danger" onSelect={() => actions.remove(rule)}>
        <Trash2 aria-hidden />
        {t("remove")}
      </MenuItem>
    </Menu>
  );
}
