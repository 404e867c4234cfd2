"use client";

import { ArrowRight, Ban, BellOff, MessageSquareText, Sparkles } from "lucide-react";
import { useTranslations } from "next-intl";
import { NearnessBar } from "@/components/nearness-bar";
import type { PreviewedLine } from "@/lib/playground/preview-lines";
import type { OtherRule } from "@/lib/playground/preview-reply";
import type { MatchReason } from "@/lib/rules/matching/match-trace";
import { TrySample } from "./ask-test-reply";

type PlaygroundLineProps = {
  line: PreviewedLine;
  /** The label of the rule that won before, where that was another one. */
  was: string | null;
};

/** One line: who wins and why, what is sent and what it costs, what would keep it back, and how near the others came. */
export function PlaygroundLine({ line, was }: PlaygroundLineProps) {
  const t = useTranslations("playground");
  return (
    <li
      data-testid="playground-line"
      data-winner={line.ruleId}
      className="rounded-control border border-line p-3 text-sm"
    >
      <p className="break-words text-soft">“{line.text}”</p>
      <p className="mt-1.5 flex items-start gap-1.5">
        <ArrowRight aria-hidden className="mt-0.5 size-4 shrink-0 text-brand" />
        <span className="min-w-0 break-words">
          <strong className="text-[0.9375rem]">{line.label}</strong> <Why why={line.why} />
        </span>
      </p>
      {was ? (
        <p className="mt-1.5 w-fit rounded-md bg-care-wash px-2 py-0.5 text-care">{t("was", { label: was })}</p>
      ) : null}
      {line.ownWord ? (
        <p className="mt-1.5 w-fit rounded-md bg-care-wash px-2 py-0.5 text-care">{t(`ownWord.${line.ownWord}`)}</p>
      ) : null}
      {line.asksAi && line.ownWord === null ? <p className="mt-1.5 text-soft">{t("closeCall")}</p> : null}
      {line.gap ? <p className="mt-1.5 text-care">{t(`gap.${line.gap}`)}</p> : null}
      {line.ownWord === "stop" || line.ownWord === "human" ? null : <Sends line={line} />}
      {line.blocks.length > 0 ? (
        <ul className="mt-1.5 flex flex-col gap-1 text-danger">
          {line.blocks.map((block) => (
            <li key={block} className="flex items-start gap-1.5">
              <Ban aria-hidden className="mt-0.5 size-4 shrink-0" />
              {t(`block.${blockKey(block)}`)}
            </li>
          ))}
        </ul>
      ) : null}
      {line.others.length > 0 ? (
        <details className="mt-2">
          <summary className="cursor-pointer py-1 text-soft">{t("others", { count: line.others.length })}</summary>
          <ul className="mt-1 grid grid-cols-[minmax(0,1fr)_fit-content(60%)] gap-x-3 gap-y-1">
            {line.others.map((other) => (
              <li key={other.ruleId} className="col-span-2 grid grid-cols-subgrid">
                <span className="break-words">{other.label}</span>
                <span className="text-soft tabular-nums">
                  <Nearness other={other} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {line.aiPrompt === null ? null : <TrySample key={line.aiPrompt} text={line.text} prompt={line.aiPrompt} />}
    </li>
  );
}

function Why({ why }: { why: MatchReason }) {
  const t = useTranslations("playground");
  if (why.kind === "default") return <span className="text-soft">{t("whyDefault")}</span>;
  if (why.kind === "first_message" || why.kind === "any" || why.kind === "follow_up") {
    return <span className="text-soft">{t(`why.${why.kind}`)}</span>;
  }
  if (why.kind === "keyword") {
    const said = why.exact ? "whyExact" : "whyKeyword";
    return <span className="text-soft">{t(said, { keyword: why.keyword })}</span>;
  }
  return (
    <span className="text-soft">
      <span className="whitespace-nowrap">
        {t("whyIntent")} <NearnessBar surplus={surplusOf(why)} />
      </span>
    </span>
  );
}

function Sends({ line: { sends, priceCredits, blocks } }: { line: PreviewedLine }) {
  const t = useTranslations("playground");
  if (sends.kind === "nothing" && blocks.length > 0) return <p className="mt-1.5 font-medium">{t("sendsNothing")}</p>;
  if (sends.kind === "nothing") {
    return (
      <p className="mt-1.5 flex items-start gap-1.5">
        <BellOff aria-hidden className="mt-0.5 size-4 shrink-0 text-soft" />
        {t("staysSilent")}
      </p>
    );
  }
  const Icon = sends.kind === "ai" ? Sparkles : MessageSquareText;
  return (
    <p className="mt-1.5 flex items-start gap-1.5">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-soft" />
      <span className="min-w-0">
        <span className="line-clamp-3 whitespace-pre-line break-words">
          {sends.kind === "ai" ? t("sendsAi", { prompt: sends.prompt }) : sends.text}
        </span>
        <span className="text-soft">{t("price", { credits: priceCredits })}</span>
      </span>
    </p>
  );
}

function Nearness({ other }: { other: OtherRule }) {
  const t = useTranslations("playground");
  if (other.kind === "match") return t(`alsoMatches.${other.lost}`);
  const { why } = other;
  if (why.kind === "below_threshold" || why.kind === "below_line") return <NearnessBar surplus={surplusOf(why)} />;
  return t(`miss.${why.kind}`);
}

/** How far above its threshold or line a rule came; below zero it did not match. */
function surplusOf(why: { score: number } & ({ threshold: number } | { line: number })): number {
  return why.score - ("line" in why ? why.line : why.threshold);
}

const BLOCKS = [
  "account_disabled",
  "account_broken",
  "not_answerable",
  "ai_blocked_persona",
  "ai_blocked_rule",
  "no_credit",
] as const;

function blockKey(block: string): (typeof BLOCKS)[number] | "other" {
  return BLOCKS.find((known) => known === block) ?? "other";
}
