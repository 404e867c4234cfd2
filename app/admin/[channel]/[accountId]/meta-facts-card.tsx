"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { qualityKey } from "@/components/account-title";
import { LocalTime } from "@/components/local-time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardTitle } from "@/components/ui/card";
import type { AccountView } from "@/lib/accounts/account-view";
import { type NameState, nameState } from "@/lib/accounts/connection/whatsapp/display-name";
import { messagingLimit } from "@/lib/accounts/connection/whatsapp/messaging-limit";
import { RegisterForm } from "../_account/register-form";

type Tone = ComponentProps<typeof Badge>["tone"];
type Props = { account: AccountView; onView: (view: AccountView) => void };

const QUALITY_TONES = { GREEN: "good", YELLOW: "care", RED: "bad", UNKNOWN: "plain" } as const satisfies Record<
  ReturnType<typeof qualityKey>,
  Tone
>;
const NAME_TONES = { approved: "good", in_review: "plain", declined: "care", none: "plain" } as const satisfies Record<
  NameState,
  Tone
>;

/** What Meta thinks of the number and its name, in words, each with what it means for its owner. */
export function MetaFactsCard({ account, onView }: Props) {
  const t = useTranslations("facts");
  const quality = qualityKey(account.qualityRating);
  const limit = messagingLimit(account.messagingLimit);
  const name = nameState(account.nameStatus);
  const { health } = account;
  return (
    <Card>
      <CardTitle className="mb-5">{t("title")}</CardTitle>
      <dl aria-live="polite" className="flex flex-col divide-y divide-line">
        <Fact
          label={t("name.label")}
          value={
            <>
              {account.verifiedName ? <span className="break-words font-medium">{account.verifiedName}</span> : null}
              <Badge tone={NAME_TONES[name]}>{t(`name.${name}`)}</Badge>
            </>
          }
        >
          {name === "in_review" || name === "declined" ? <p>{t(`nameHint.${name}`)}</p> : null}
          {account.registerAgain ? <NameWaits account={account} onView={onView} /> : null}
        </Fact>
        <Fact label={t("quality.label")} value={<Badge tone={QUALITY_TONES[quality]}>{t(`quality.${quality}`)}</Badge>}>
          <p>{t(`qualityHint.${quality}`)}</p>
        </Fact>
        <Fact
          label={t("limit.label")}
          value={
            <span className="font-medium">
              {limit?.kind === "people" ? t("limit.people", limit) : t(`limit.${limit?.kind ?? "unknown"}`)}
            </span>
          }
        >
          <p>{t("limitHint")}</p>
        </Fact>
        {account.ownToken && account.tokenExpiresAt ? (
          <Fact
            label={t("token.label")}
            value={
              <span className="font-medium">
                {t.rich("token.ends", { time: () => <LocalTime at={account.tokenExpiresAt ?? new Date(0)} /> })}
              </span>
            }
          >
            <p>{t("token.hint")}</p>
          </Fact>
        ) : null}
      </dl>
      <p className="mt-4 text-sm text-soft">
        {health ? t.rich("asked", { time: () => <LocalTime at={new Date(health.checkedAt)} /> }) : t("neverAsked")}
      </p>
    </Card>
  );
}

function Fact({ label, value, children }: { label: string; value: ReactNode; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-1.5 py-3.5 first:pt-0 sm:grid-cols-[9rem_1fr]">
      <dt className="text-soft leading-7">{label}</dt>
      <dd className="flex min-w-0 flex-col items-start gap-1.5">
        <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">{value}</div>
        <div className="flex w-full flex-col items-start gap-3 text-[0.9375rem] text-soft leading-relaxed">
          {children}
        </div>
      </dd>
    </div>
  );
}

/** An approved name that is not shown yet: by itself where we have the PIN, else with the owner's. */
function NameWaits({ account, onView }: Props) {
  const t = useTranslations("facts");
  const numbers = useTranslations("numbers");
  if (account.pin !== "none") return <p>{t("nameWaits")}</p>;
  return (
    <>
      <p className="text-care">{t("nameNeedsPin")}</p>
      {/* A number that is not registered at all has the same form with its connection. */}
      {account.health?.registered === false ? (
        <Button asChild kind="secondary" size="small">
          <a href="#connection">{numbers("cure.not_registered")}</a>
        </Button>
      ) : (
        <RegisterForm accountId={account.id} onView={onView} />
      )}
    </>
  );
}
