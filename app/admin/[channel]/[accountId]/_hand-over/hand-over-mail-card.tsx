"use client";

import { useTranslations } from "next-intl";
import { useOptimistic, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { SwitchRow } from "@/components/ui/switch-row";
import type { AccountView, HandOverMail } from "@/lib/accounts/account-view";
import { setHandOverMail } from "./actions";

const SWITCHES = ["wholeNumber", "words"] as const satisfies readonly (keyof HandOverMail)[];

/** What the mail says when a customer wants a person: each switch turns at once, and back if the server did not take it. */
export function HandOverMailCard({ account, onView }: { account: AccountView; onView: (view: AccountView) => void }) {
  const t = useTranslations("handOver");
  const words = useActionWords();
  const [, startTransition] = useTransition();
  const [mail, showMail] = useOptimistic(account.handOverMail);

  function turn(part: Partial<HandOverMail>): void {
    startTransition(async () => {
      const wanted = { ...mail, ...part };
      showMail(wanted);
      const result = await reachAction(() => setHandOverMail({ accountId: account.id, ...wanted }));
      if (!result.ok) return void toast.error(words(result));
      toast.success(t("saved"));
      startTransition(() => onView(result.value));
    });
  }

  return (
    <Card id="hand-over" className="scroll-mt-6">
      <CardTitle>{t("mailTitle")}</CardTitle>
      <CardText>{t("mailText")}</CardText>
      <ul className="mt-5 flex flex-col gap-5">
        {SWITCHES.map((name) => (
          <li key={name}>
            <SwitchRow
              label={t(name)}
              hint={t(`${name}Hint`)}
              checked={mail[name]}
              onChange={(on) => turn({ [name]: on })}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
