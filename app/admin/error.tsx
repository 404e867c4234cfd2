"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

/** What is shown when a page of the admin breaks; the frame around it stays. The server has logged why. */
export default function AdminError({ retry }: { error: Error; retry: () => void }) {
  const t = useTranslations("admin");
  return (
    <>
      <h1 className="mb-4 font-semibold text-2xl tracking-tight">{t("errorTitle")}</h1>
      <Alert
        tone="bad"
        action={
          <Button kind="secondary" size="small" onClick={retry}>
            {t("errorAgain")}
          </Button>
        }
      >
        {t("errorText")}
      </Alert>
    </>
  );
}
