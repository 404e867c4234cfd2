import { useTranslations } from "next-intl";

/** Says how long something took. `ms`: 0 or more, in milliseconds. */
export function useDuration(): (ms: number) => string {
  const t = useTranslations("receipt.duration");
  return (ms) => {
    const seconds = Math.max(0, ms) / 1_000;
    if (seconds < 10) return t("seconds", { seconds: Math.round(seconds * 10) / 10 });
    if (seconds < 120) return t("seconds", { seconds: Math.round(seconds) });
    const minutes = Math.round(seconds / 60);
    return minutes < 120 ? t("minutes", { minutes }) : t("hours", { hours: Math.round(minutes / 60) });
  };
}
