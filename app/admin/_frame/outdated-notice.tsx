"use client";

import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { toast } from "sonner";
import { keptDrafts } from "@/components/kept-drafts";
import { pageAge } from "@/components/page-age";

/** Says that the server is newer than the page, and loads it anew with what is typed in it. */
export function OutdatedNotice() {
  const t = useTranslations("outdated");
  const outdated = useSyncExternalStore(pageAge.subscribe, pageAge.isOutdated, () => false);
  useEffect(() => {
    if (!outdated) return;
    toast.warning(t("title"), {
      id: "outdated",
      description: t("text"),
      duration: Number.POSITIVE_INFINITY,
      action: { label: t("load"), onClick: () => location.reload() },
    });
    // However the page is left: by that button, or by the browser's own.
    const putAway = (): void => keptDrafts.putAway();
    addEventListener("pagehide", putAway);
    return () => removeEventListener("pagehide", putAway);
  }, [outdated, t]);
  return null;
}
