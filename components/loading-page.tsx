import { useTranslations } from "next-intl";
import { Skeleton } from "./ui/skeleton";

const OUTLINES = ["first", "second", "third"] as const;

/** The outline of a page on its way: a heading and some cards. */
export function LoadingPage({ cards }: { cards: 1 | 2 | 3 }) {
  const t = useTranslations("admin");
  return (
    <div role="status" aria-label={t("loading")}>
      <Skeleton className="h-8 w-48" />
      <Skeleton className="mt-3 h-5 w-72 max-w-full" />
      <div className="mt-8 flex flex-col gap-4">
        {OUTLINES.slice(0, cards).map((outline) => (
          <Skeleton key={outline} className="h-36 rounded-card" />
        ))}
      </div>
    </div>
  );
}
