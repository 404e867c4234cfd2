"use client";

import {
  ArrowDown,
  ArrowUp,
  CircleAlert,
  Copy,
  EllipsisVertical,
  Hourglass,
  MessageSquareText,
  Pencil,
  Sparkles,
  Trash2,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "../../../../../components/ui/badge";
import { classNames } from "../../../../../components/ui/class-names";
import { Menu, MenuItem } from "../../../../../components/ui/menu";
import { Switch } from "../../../../../components/ui/switch";
import type { RuleList } from "../../../../../lib/pipeline/rule-list";
import type { ReplyRule } from "../../../../../lib/rules/reply-config";
import type { ShadowedKeyword } from "../../../../../lib/rules/shadowed-keywords";

export type RowActions = {
  moveTo(ruleId: string, index: number): void;
  open(rule: ReplyRule): void;
  turn(rule: ReplyRule, enabled: boolean): void;
  duplicate(rule: ReplyRule): void;
  remove(rule: ReplyRule): void;
};

type RuleRowProps = {
  rule: ReplyRule;
  /** From 0. */
  index: number;
  count: number;
  grip: ReactNode;
  notActive: boolean;
  safety: RuleList["safety"][string] | null;
  shadowed: readonly ShadowedKeyword[];
  labels: ReadonlyMap<string, string>;
  actions: RowActions;
  /** The open editor. */
  children: ReactNode;
};

export function RuleRow({ rule, index, count, grip, actions, children, ...marks }: RuleRowProps) {
  const t = useTranslations("rules");
  const on = rule.enabled !== false;
  return (
    <div className="rounded-card border border-line bg-card p-3 sm:p-4">
      <div className="flex items-start gap-2">
        {grip}
        <div className={classNames("min-w-0 flex-1", on ? null : "opacity-70")}>
          <button
            type="button"
            aria-expanded={Boolean(children)}
            onClick={() => actions.open(rule)}
            className="flex min-h-11 w-full items-center gap-2 rounded-lg text-left"
          >
            <span className="w-6 shrink-0 text-right text-sm text-soft tabular-nums">{index + 1}</span>
            <span className="min-w-0 break-words font-semibold leading-snug">{rule.label}</span>
          </button>
          {children ? null : <Summary rule={rule} />}
        </div>
        <div className="flex h-11 shrink-0 items-center gap-1.5">
          <Switch
            aria-label={t("switch", { label: rule.label })}
            checked={on}
            onCheckedChange={(to) => actions.turn(rule, to)}
          />
          <Menu
            trigger={
              <button
                type="button"
                aria-label={t("more", { label: rule.label })}
                className="grid size-10 place-items-center rounded-control text-soft hover:bg-well"
              >
                <EllipsisVertical aria-hidden className="size-5" />
              </button>
            }
          >
            <MenuItem onSelect={() => actions.open(rule)}>
              <Pencil aria-hidden />
              {t("edit")}
            </MenuItem>
            <MenuItem onSelect={() => actions.duplicate(rule)}>
              <Copy aria-hidden />
              {t("duplicate")}
            </MenuItem>
            <MenuItem disabled={index === 0} onSelect={() => actions.moveTo(rule.id, index - 1)}>
              <ArrowUp aria-hidden />
              {t("moveUp")}
            </MenuItem>
            <MenuItem disabled={index === count - 1} onSelect={() => actions.moveTo(rule.id, index + 1)}>
              <ArrowDown aria-hidden />
              {t("moveDown")}
            </MenuItem>
            <MenuItem className="text-danger" onSelect={() => actions.remove(rule)}>
              <Trash2 aria-hidden />
              {t("remove")}
            </MenuItem>
          </Menu>
        </div>
      </div>
      <Marks rule={rule} {...marks} />
      {children ? <div className="mt-3 border-line border-t pt-4">{children}</div> : null}
    </div>
  );
}

const KEYWORDS_SHOWN = 6;

/** In two lines: what it answers, and with what. A rule whose stored shape is broken says so. */
function Summary({ rule: { matcher, response } }: { rule: ReplyRule }) {
  const t = useTranslations("rules");
  const Icon = response?.kind === "prompt" ? Sparkles : MessageSquareText;
  const keywords = matcher?.kind === "static_text" && Array.isArray(matcher.keywords) ? matcher.keywords : [];
  const more = keywords.length - KEYWORDS_SHOWN;
  return (
    <div className="flex flex-col gap-1.5 pl-8 text-sm">
      {matcher?.kind === "static_text" ? (
        <p className="flex flex-wrap gap-1">
          {keywords.slice(0, KEYWORDS_SHOWN).map((keyword) => (
            <span key={keyword} className="max-w-full truncate rounded-md bg-well px-1.5 py-0.5">
              {keyword}
            </span>
          ))}
          {more > 0 ? <span className="px-1 py-0.5 text-soft">{t("moreKeywords", { count: more })}</span> : null}
        </p>
      ) : matcher?.kind === "prompt" ? (
        <p className="line-clamp-2">{t("byMeaning", { description: matcher.description })}</p>
      ) : (
        <p>{t("broken")}</p>
      )}
      <p className="flex items-start gap-1.5 text-soft">
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="line-clamp-1 break-all">{response?.text}</span>
      </p>
    </div>
  );
}

type MarksProps = Pick<RuleRowProps, "rule" | "notActive" | "safety" | "shadowed" | "labels">;

/** What keeps the rule from working, each in one line. */
function Marks({ rule, notActive, safety, shadowed, labels }: MarksProps) {
  const t = useTranslations("rules");
  const keywords = rule.matcher?.kind === "static_text" ? rule.matcher.keywords.length : 0;
  const [first] = shadowed;
  const never = first !== undefined && shadowed.length >= keywords && rule.enabled !== false;
  if (!notActive && !never && (safety === null || safety.status === "approved")) return null;
  return (
    <div className="mt-2 flex flex-wrap gap-1.5 pl-2 sm:pl-15">
      {notActive ? (
        <Badge tone="care" className="whitespace-normal">
          <Hourglass aria-hidden />
          {t("notActive")}
        </Badge>
      ) : null}
      {safety?.status === "pending" ? (
        <Badge tone="care" className="whitespace-normal">
          <Hourglass aria-hidden />
          {t("promptPending")}
        </Badge>
      ) : null}
      {safety?.status === "rejected" ? (
        <Badge tone="bad" className="whitespace-normal rounded-control">
          <CircleAlert aria-hidden />
          {t("promptRejected", { reason: safety.reason })}
        </Badge>
      ) : null}
      {never ? (
        <Badge tone="care" className="whitespace-normal rounded-control">
          <CircleAlert aria-hidden />
          {t("neverWins", { label: labels.get(first.byRuleId) ?? first.byRuleId })}
        </Badge>
      ) : null}
    </div>
  );
}
