"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Spinner } from "@/components/ui/spinner";
import type { FoundNumber } from "@/lib/accounts/connection/whatsapp/signup/signup";

type Props = { numbers: FoundNumber[]; busy: boolean; onChoose: (numberId: string) => void };

/** Never answered for the owner: none is chosen before they choose. */
export function NumberChoice({ numbers, busy, onChoose }: Props) {
  const t = useTranslations("signup");
  const [chosen, setChosen] = useState("");

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (chosen) onChoose(chosen);
  }

  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-4">
      <div className="w-full">
        <ChoiceGroup
          label={t("whichNumber")}
          value={chosen}
          onChange={setChosen}
          choices={numbers.map(({ id, displayPhone, verifiedName }) => ({
            value: id,
            label: displayPhone,
            ...(verifiedName ? { hint: verifiedName } : {}),
          }))}
        />
      </div>
      <Button type="submit" aria-disabled={busy || !chosen}>
        {busy ? <Spinner /> : null}
        {t("cure.choose")}
      </Button>
    </form>
  );
}
