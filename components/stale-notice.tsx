"use client";

import { useTranslations } from "next-intl";
import { Alert } from "./ui/alert";
import { Button } from "./ui/button";

type StaleNoticeProps = { onMine: () => void; onTheirs: () => void };

/** Somebody saved in between; what was typed is still here, and its author says whose stays. */
export function StaleNotice({ onMine, onTheirs }: StaleNoticeProps) {
  const t = useTranslations("stale");
  return (
    <Alert
      tone="care"
      title={t("title")}
      action={
        <>
          <Button size="small" onClick={onMine}>
            {t("mine")}
          </Button>
          <Button kind="secondary" size="small" onClick={onTheirs}>
            {t("theirs")}
          </Button>
        </>
      }
    >
      {t("text")}
    </Alert>
  );
}
