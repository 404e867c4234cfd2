"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useTransition } from "react";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { TURN_OUTCOMES, type TurnOutcome } from "@/lib/pipeline/turn-log.port";
import { logHref } from "./log-query";

type Props = {
  numbers: { id: string; name: string }[];
  accountId: string | undefined;
  outcome: TurnOutcome | undefined;
};

/** Which turns are shown. The choice is in the address, so that it can be kept and shared. */
export function LogFilter({ numbers, accountId, outcome }: Props) {
  const t = useTranslations("messages");
  const router = useRouter();
  const id = useId();
  const [busy, startTransition] = useTransition();
  const show = (next: { accountId?: string; outcome?: TurnOutcome }) =>
    startTransition(() => router.push(logHref(next)));

  return (
    <div className="mb-4 grid gap-3 sm:grid-cols-2">
      <div className="flex flex-col gap-1.5">
        <Label htmlFor={`${id}-number`}>{t("number")}</Label>
        <Select
          id={`${id}-number`}
          defaultValue={accountId ?? ""}
          onChange={({ target }) => show({ accountId: target.value || undefined, outcome })}
        >
          <option value="">{t("allNumbers")}</option>
          {numbers.map((number) => (
            <option key={number.id} value={number.id}>
              {number.name}
            </option>
          ))}
        </Select>
      </div>
      <div className="flex flex-col gap-1.5">
        <Label htmlFor={`${id}-outcome`}>{t("outcome")}</Label>
        <Select
          id={`${id}-outcome`}
          defaultValue={outcome ?? ""}
          onChange={({ target }) => show({ accountId, outcome: TURN_OUTCOMES.find((known) => known === target.value) })}
        >
          <option value="">{t("allOutcomes")}</option>
          {TURN_OUTCOMES.map((known) => (
            <option key={known} value={known}>
              {t(`outcomes.${known}`)}
            </option>
          ))}
        </Select>
      </div>
      <p role="status" className="flex items-center gap-2 text-sm text-soft empty:hidden">
        {busy ? (
          <>
            <Spinner /> {t("loading")}
          </>
        ) : null}
      </p>
    </div>
  );
}
