"use client";

import { MessageSquareOff } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { shownAddress } from "@/components/shown-address";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import { Tooltip } from "@/components/ui/tooltip";
import { answerAgain, leaveAlone } from "./actions";
import { LiftStopDialog } from "./lift-stop-dialog";

type Props = { accountId: string; address: string; leftAlone: boolean };

/**
 * One tap, with the way back in the toast: never answers this row's customer, or answers them again. Who asked for no
 * more answers is answered again only once it is confirmed that they want it.
 */
export function LeaveAloneButton({ accountId, address, leftAlone }: Props) {
  const t = useTranslations("leftAlone");
  const words = useActionWords();
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const [asks, setAsks] = useState(false);
  const customer = shownAddress(address);
  const name = t(leftAlone ? "answerAgain" : "neverAnswer", { customer });

  const say = (said: string, back: () => Promise<void>) =>
    toast.success(said, {
      duration: 8_000,
      action: { label: t("undo"), onClick: () => startTransition(back) },
    });

  async function add(note: string | null): Promise<void> {
    const result = await reachAction(() => leaveAlone({ accountId, customer: { kind: "address", address }, note }));
    if (!result.ok) return void toast.error(words(result));
    const { value } = result;
    if (value.kind === "full") return void toast.error(t("full", { most: value.most }));
    if (value.kind === "added") say(t("added", { customer }), () => remove(false));
    if (value.kind === "there") toast.info(t("there", { customer }));
    router.refresh();
  }

  async function remove(liftsStop: boolean): Promise<void> {
    const result = await reachAction(() => answerAgain({ accountId, address, liftsStop }));
    if (!result.ok) return void toast.error(words(result));
    const { kind, entry } = result.value;
    if (kind === "stopped") return setAsks(true);
    if (liftsStop) toast.success(t("removed", { customer }));
    else say(t(kind, { customer }), () => add(entry.note));
    router.refresh();
  }

  return (
    <>
      <Tooltip text={name}>
        <Button
          kind="quiet"
          size="icon"
          aria-label={name}
          aria-disabled={busy}
          onClick={() => {
            if (!busy) startTransition(() => (leftAlone ? remove(false) : add(null)));
          }}
          className={classNames("-my-2 -mr-2 shrink-0", leftAlone ? "bg-care-wash text-care" : "text-soft")}
        >
          {busy ? <Spinner /> : <MessageSquareOff aria-hidden />}
        </Button>
      </Tooltip>
      <LiftStopDialog
        open={asks}
        onOpenChange={setAsks}
        customer={customer}
        onConfirm={() => startTransition(() => remove(true))}
      />
    </>
  );
}
