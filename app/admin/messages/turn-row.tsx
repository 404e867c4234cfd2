import Link from "next/link";
import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/local-time";
import { shownAddress } from "@/components/shown-address";
import type { TurnLogEntry } from "@/lib/pipeline/turn-log.port";
import { LeaveAloneButton } from "../_left-alone/leave-alone-button";
import { OutcomeBadge } from "./outcome-badge";
import { RowPending } from "./row-pending";

/** One turn: who wrote when, what became of it, and by which rule. All of the row leads to its receipt, at `href`. */
export function TurnRow({ turn, href }: { turn: TurnLogEntry; href: string }) {
  const t = useTranslations("messages");
  const reasons = useTranslations("reasons");
  const facts = [
    ruleWords(turn, t),
    turn.closeCall === null ? null : t(`closeCall.${turn.closeCall}`),
    turn.messageCount > 1 ? t("joined", { count: turn.messageCount }) : null,
    turn.attempts > 1 ? t("attempts", { count: turn.attempts }) : null,
    turn.sentTwice ? t("sentTwice") : null,
    turn.failureCode === null ? null : t("code", { code: turn.failureCode }),
    turn.ownWord === null ? null : t(`ownWord.${turn.ownWord}`),
    turn.handedOver === null ? null : t(`handedOver.${turn.handedOver}`),
    turn.leftAlone ? t("leftAlone") : null,
  ].filter((fact) => fact !== null);
  return (
    <li
      id={turn.id}
      data-testid="turn"
      className="relative flex scroll-mt-6 items-start gap-2 px-5 py-4 transition-colors first:rounded-t-card last:rounded-b-card hover:bg-well sm:px-6"
    >
      <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="break-words font-medium tabular-nums">
            <Link
              href={href}
              aria-describedby={`${turn.id}-when`}
              className="after:absolute after:inset-0 after:rounded-card"
            >
              {turn.customer ? shownAddress(turn.customer) : t("unknownCustomer")}
              <span className="font-normal text-soft">
                {" "}
                {t("to", { number: turn.number.name ?? turn.number.displayAddress })}
              </span>
              <RowPending />
            </Link>
          </p>
          {turn.endedPolitely ? (
            <p className="mt-0.5 break-words">{t("endedPolitely")}</p>
          ) : turn.reason ? (
            <p className="mt-0.5 break-words">{reasons(turn.reason)}</p>
          ) : null}
          {turn.heldBack ? (
            <p className="mt-0.5 break-words">{t("heldBack", { reason: reasons(turn.heldBack) })}</p>
          ) : null}
          <p id={`${turn.id}-when`} className="mt-0.5 break-words text-sm text-soft">
            <LocalTime at={turn.at} />
            {facts.map((fact) => ` · ${fact}`).join("")}
          </p>
        </div>
        <OutcomeBadge outcome={turn.outcome} />
      </div>
      {turn.customer && turn.number.connected ? (
        <div className="relative">
          <LeaveAloneButton accountId={turn.number.accountId} address={turn.customer} leftAlone={turn.leftAlone} />
        </div>
      ) : null}
    </li>
  );
}

function ruleWords({ rule, byAi }: TurnLogEntry, t: ReturnType<typeof useTranslations<"messages">>): string | null {
  if (rule === null) return null;
  const name = rule.label ?? rule.id;
  const label = rule.id === "default" ? t("defaultRule") : rule.isGone ? t("goneRule", { id: name }) : name;
  return byAi ? t("ruleAi", { label }) : t("rule", { label });
}
