"use client";

import { Bot, KeyRound, type LucideIcon, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { SignupWay } from "./use-meta-window";

type Props = { canOpen: boolean; onOpen: (way: SignupWay) => void };

/** The one that takes nothing from the owner stands first. */
export function WayCards({ canOpen, onOpen }: Props) {
  const t = useTranslations("signup.ways");
  return (
    <ul aria-label={t("label")} className="flex flex-col gap-4">
      <Way icon={Smartphone} title={t("businessApp.title")} text={t("businessApp.text")}>
        <Button disabled={!canOpen} onClick={() => onOpen("businessApp")}>
          {t("businessApp.open")}
        </Button>
      </Way>
      <Way icon={Bot} title={t("numberOnly.title")} text={t("numberOnly.text")}>
        <Button kind="secondary" disabled={!canOpen} onClick={() => onOpen("numberOnly")}>
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
