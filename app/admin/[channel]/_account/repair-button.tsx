"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AccountView } from "@/lib/accounts/account-view";
import { useMend } from "./use-repair";

type MendButtonProps = {
  accountId: string;
  step: "subscribe" | "callback";
  onView: (view: AccountView) => void;
  children: ReactNode;
};

export function MendButton({ accountId, step, onView, children }: MendButtonProps) {
  const { mend, busy, error } = useMend(accountId, onView);
  return (
    <>
      <Button kind="secondary" size="small" disabled={busy} onClick={() => mend({ step })}>
        {busy ? <Spinner /> : null}
        {children}
      </Button>
      {error ? (
        <p role="alert" className="text-danger text-sm">
          {error}
        </p>
      ) : null}
    </>
  );
}
