"use client";

import { useTranslations } from "next-intl";
import { BrandMark } from "@/components/brand-mark";
import { Button } from "@/components/ui/button";

/** What is shown when not even a page's frame can be made, as without the database. The server has logged why. */
export default function AppError({ retry }: { error: Error; retry: () => void }) {
  const t = useTranslations("admin");
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col items-start justify-center gap-4 px-5 py-12">
      <BrandMark className="size-11" />
      <h1 className="font-semibold text-3xl tracking-tight">{t("errorTitle")}</h1>
      <p className="text-lg text-soft">{t("errorText")}</p>
      <Button kind="secondary" onClick={retry}>
        {t("errorAgain")}
      </Button>
    </main>
  );
}
