"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { cureOf, type SignupCure, type SignupView } from "@/lib/accounts/connection/whatsapp/signup/signup";
import type { SignupWindow } from "@/lib/wiring/channels";
import { SignupProgress } from "./signup-progress";
import { type SignupWay, useMetaWindow } from "./use-meta-window";
import { useSignup } from "./use-signup";
import { WayCards } from "./way-cards";

/** What Meta's window would help with, whose script may not have loaded. */
const NEEDS_WINDOW: ReadonlySet<SignupCure> = new Set(["again", "by_hand"]);

type Props = { window: SignupWindow; nonce: string | null; first: SignupView | null; newestId: string | null };

export function ConnectNumber({ window, nonce, first, newestId }: Props) {
  const t = useTranslations("signup");
  const meta = useMetaWindow(window, nonce);
  const moves = useSignup(first, newestId);
  const [way, setWay] = useState<SignupWay>("businessApp");
  const [left, setLeft] = useState(false);
  const [opening, setOpening] = useState<"none" | "open" | "blocked">("none");
  const { signup, busy, error } = moves;

  function open(chosen: SignupWay): void {
    setWay(chosen);
    const { report, late } = moves.listener();
    const opened = meta.open(
      chosen,
      (heard) => {
        setOpening("none");
        report(heard);
      },
      (event) => void late(event),
    );
    setOpening(opened ? "open" : "blocked");
  }

  function leave(): void {
    setLeft(true);
    moves.leave();
  }

  const byHand = (
    <Button asChild kind="secondary" size="small">
      <a href="/admin/whatsapp/manual">{t("cure.by_hand")}</a>
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      {meta.sdk === "blocked" && (signup === null || NEEDS_WINDOW.has(cureOf(signup.state))) ? (
        <Alert tone="bad" action={byHand}>
          {t("scriptBlocked", { host: new URL(window.sdkUrl).host })}
        </Alert>
      ) : null}
      {opening === "blocked" ? (
        <Alert tone="bad" action={byHand}>
          {t("windowBlocked")}
        </Alert>
      ) : null}
      {opening === "open" ? <Alert>{t("windowOpen")}</Alert> : null}
      {error ? <Alert tone="bad">{error}</Alert> : null}
      {busy && signup === null ? (
        <p role="status" className="flex items-center gap-2 text-soft">
          <Spinner />
          {t("asking")}
        </p>
      ) : null}
      {signup ? (
        <SignupProgress
          signup={signup}
          busy={busy}
          canOpen={meta.sdk === "ready"}
          onOpen={() => open(way)}
          moves={{ ...moves, leave }}
        />
      ) : (
        <WayCards canOpen={meta.sdk === "ready" && !busy} onOpen={open} takeFocus={left} />
      )}
    </div>
  );
}
