import { useTranslations } from "next-intl";
import { Card, CardTitle } from "@/components/ui/card";
import { brokenCause } from "@/lib/channels/broken-causes";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import type { SilentReason } from "@/lib/pipeline/turn";
import { CURES, cureKey, isFiner } from "@/lib/pipeline/unanswered-cures";
import { CureLinks } from "./cure-links";
import { FailureWords } from "./failure-words";
import { useRuleName } from "./rule-name";

/** `href`: of this page. */
type Props = { receipt: Receipt; href: string };

/** What became of the turn, and where there was no answer, or not the one that was ordered, why and what to do next. */
export function VerdictCard({ receipt, href }: Props) {
  const t = useTranslations("receipt");
  const { outcome, reason, heldBack, failureCode, sentTwice, handedOver } = receipt;
  return (
    <Card aria-label={t("verdict")}>
      {outcome === "silent" ? (
        <>
          <CardTitle>{t("whySilent")}</CardTitle>
          <Why receipt={receipt} reason={reason ?? "buffer_lost"} />
        </>
      ) : (
        <>
          <CardTitle>{t(`heads.${outcome}`)}</CardTitle>
          <Answered receipt={receipt} />
          {outcome === "undelivered" && failureCode !== null ? (
            <FailureWords receipt={receipt} code={failureCode} />
          ) : null}
          {outcome === "undelivered" ? <CureLinks receipt={receipt} place={null} asksOwner /> : null}
          {outcome === "open" ? (
            <p className="mt-3">
              {/* A whole load: what is on its way now has ended by then. */}
              <a href={href} className="inline-flex min-h-9 items-center text-brand underline">
                {t("lookAgain")}
              </a>
            </p>
          ) : null}
          {sentTwice ? <p className="mt-2">{t("sentTwice")}</p> : null}
          {heldBack ? (
            <>
              <h3 className="mt-5 font-semibold">{t("whyHeldBack")}</h3>
              <Why receipt={receipt} reason={heldBack} />
            </>
          ) : null}
        </>
      )}
      {handedOver ? <p className="mt-3">{t(`handedOver.${handedOver}`)}</p> : null}
    </Card>
  );
}

function Answered({ receipt }: { receipt: Receipt }) {
  const t = useTranslations("receipt");
  const rule = useRuleName(receipt) ?? "";
  const { outcome, ownWord, byAi, heldBack } = receipt;
  if (outcome === "open") return <p className="mt-1 leading-relaxed">{t("open")}</p>;
  const how = ownWord
    ? t(`ownWord.${ownWord}`)
    : rule === ""
      ? t("answered")
      : heldBack
        ? t("answeredInstead", { rule })
        : t(byAi ? "answeredByAi" : "answeredFixed", { rule });
  return <p className="mt-1 break-words leading-relaxed">{how}</p>;
}

function Why({ receipt, reason }: { receipt: Receipt; reason: SilentReason }) {
  const t = useTranslations("receipt");
  const reasons = useTranslations("reasons");
  const needs = useTranslations("numbers.need");
  const key = cureKey(reason, receipt);
  const { place, asksOwner } = CURES[key];
  const code = receipt.outcome === "silent" ? receipt.failureCode : null;
  const { brokenReason, brokenBy } = receipt.account;
  return (
    <>
      <p className="mt-1 break-words text-lg leading-relaxed">{isFiner(key) ? t(`why.${key}`) : reasons(reason)}</p>
      {code === null ? null : <FailureWords receipt={receipt} code={code} />}
      {code === null && key === "account_broken" && brokenReason !== null ? (
        <p className="mt-2 leading-relaxed">{needs(brokenCause(brokenReason, brokenBy))}</p>
      ) : null}
      <p className="mt-2 break-words text-soft leading-relaxed">{t(`next.${key}`)}</p>
      <CureLinks receipt={receipt} place={place} asksOwner={asksOwner && receipt.outcome === "silent"} />
    </>
  );
}
