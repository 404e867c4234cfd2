"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { AccountView } from "@/lib/accounts/account-view";
import { HumanPause } from "./human-pause";
import { PauseEverything } from "./pause-everything";
import { PauseRow } from "./pause-row";
import type { Pauses } from "./use-pauses";

/** So many are shown at first, and with each press of "more". */
const AT_ONCE = 10;

type Props = {
  account: AccountView;
  pauses: Pauses;
  /** Where the keyboard goes on once a button that was pressed is gone. */
  title: RefObject<HTMLHeadingElement | null>;
  onView: (view: AccountView) => void;
};

/** The customers whom a person answers at the moment, for how long they are left to one, and a rest for everybody. */
export function PauseCard({ account, pauses, title, onView }: Props) {
  const t = useTranslations("pause");
  const [most, setMost] = useState(AT_ONCE);
  const { customers } = pauses;
  const more = customers.length - most;
  return (
    <Card id="by-hand" className="scroll-mt-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <CardTitle ref={title} tabIndex={-1}>
          {t("title")}
        </CardTitle>
        {customers.length > 0 ? (
          <p className="text-sm text-soft tabular-nums">{t("count", { count: customers.length })}</p>
        ) : null}
      </div>
      <CardText>{t("text")}</CardText>
      {customers.length === 0 ? (
        <p className="mt-5 text-soft">{t("none")}</p>
      ) : (
        <ul className="mt-5 divide-y divide-line border-line border-y">
          {customers.slice(0, most).map((pause) => (
            <PauseRow
              key={pause.customer}
              pause={pause}
              pauses={pauses}
              onResumed={() => title.current?.focus({ preventScroll: true })}
            />
          ))}
        </ul>
      )}
      {more > 0 ? (
        <Button kind="secondary" size="small" className="mt-3" onClick={() => setMost(most + AT_ONCE)}>
          {t("showMore", { count: Math.min(more, AT_ONCE) })}
        </Button>
      ) : null}
      <div className="mt-6">
        <HumanPause account={account} onView={onView} />
      </div>
      <PauseEverything pauses={pauses} />
    </Card>
  );
}
