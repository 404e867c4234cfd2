"use client";

import { Bot, KeyRound, type LucideIcon, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { SignupWay } from "./use-meta-window";

type Props = {
  canOpen: boolean;
  onOpen: (way: SignupWay) => void;
  /** They took the place of what had the focus. */
  takeFocus: boolean;
};

/** The one that takes nothing from the owner stands first. */
export function WayCards({ canOpen, onOpen, takeFocus }: Props) {
  const t = useTranslations("signup.ways");
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (takeFocus) list.current?.focus();
  }, [takeFocus]);
  const open = (way: SignupWay) => (canOpen ? () => onOpen(way) : undefined);
  return (
    <ul ref={list} tabIndex={-1} aria-label={t("label")} className="flex flex-col gap-4 outline-none">
      <Way icon={Smartphone} title={t("businessApp.title")} text={t("businessApp.text")}>
        <Button aria-disabled={!canOpen} onClick={open("businessApp")}>
          {t("businessApp.open")}
        </Button>
      </Way>
      <Way icon={Bot} title={t("numberOnly.title")} text={t("numberOnly.text")}>
        <Button kind="secondary" aria-disabled={!canOpen} onClick={open("numberOnly")}>
          {t("numberOnly.open")}
        </Button>
      </Way>
      <Way icon={KeyRound} title={t("byHand.title")} text={t("byHand.text")}>
        <Button asChild kind="secondary">
          <a href="/admin/whatsapp/manual">{t("byHand.open")}</a>
        </Button>
      </Way>
    </ul>
  );
}

type WayProps = { icon: LucideIcon; title: string; text: string; children: ReactNode };

function Way({ icon: Icon, title, text, children }: WayProps) {
  return (
    <li>
      <Card className="flex items-start gap-4">
        <Icon aria-hidden className="mt-0.5 size-6 shrink-0 text-brand" />
        <div className="flex min-w-0 flex-col items-start gap-4">
          <div>
            <CardTitle>{title}</CardTitle>
            <CardText>{text}</CardText>
          </div>
          {children}
        </div>
      </Card>
    </li>
  );
}
