import { useTranslations } from "next-intl";
import { NearnessBar } from "@/components/nearness-bar";
import { Card, CardTitle } from "@/components/ui/card";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import { useDuration } from "./duration";
import { Fact, FactList } from "./fact-list";
import { useRuleName } from "./rule-name";

/** Which rule won and how, what else came near, and how long it all took. */
export function DecisionCard({ receipt }: { receipt: Receipt }) {
  const t = useTranslations("receipt");
  const duration = useDuration();
  const name = useRuleName(receipt);
  const { match, closeCall, openedAt, at, closedAt, handedOver, ownerToldAt } = receipt;
  const waited = at.getTime() - openedAt.getTime();
  return (
    <Card>
      <CardTitle>{t("decision")}</CardTitle>
      <FactList>
        <Fact name={t("rule.name")}>{name ?? t(closedAt ? "rule.none" : "rule.notYet")}</Fact>
        {match?.way ? (
          <Fact name={t("how.name")}>
            {t(`how.${match.way}`)}{" "}
            {match.nearness ? <NearnessBar surplus={match.nearness.score - match.nearness.line} /> : null}
          </Fact>
        ) : null}
        {closeCall ? <Fact name={t("closeCall.name")}>{t(`closeCall.${closeCall}`)}</Fact> : null}
        {match?.gap ? <Fact name={t("gap.name")}>{t(`gap.${match.gap}`)}</Fact> : null}
        {match && match.others.length > 0 ? (
          <Fact name={t("others")}>
            <ul className="flex flex-col gap-1">
              {match.others.map(({ ruleId, label, score, line }) => (
                <li key={ruleId} className="break-words">
                  {label ?? t("rule.gone", { id: ruleId })} <NearnessBar surplus={score - line} />
                </li>
              ))}
            </ul>
          </Fact>
        ) : null}
        {handedOver ? <Fact name={t("person")}>{ownerToldAt ? t("ownerTold") : t("ownerNotTold")}</Fact> : null}
        <Fact name={t("waited")}>{waited < 500 ? t("notWaited") : duration(waited)}</Fact>
        {closedAt ? <Fact name={t("ended")}>{duration(closedAt.getTime() - at.getTime())}</Fact> : null}
        {match?.configVersion != null ? (
          <Fact name={t("list")}>{t("version", { version: match.configVersion })}</Fact>
        ) : null}
      </FactList>
    </Card>
  );
}
