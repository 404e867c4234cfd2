import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";

/** One answer for a turn of somebody else's, for one that the log keeps no longer, and for one that never was. */
export default async function ReceiptNotFound() {
  const t = await getTranslations("receipt");
  return (
    <div className="flex flex-col items-start gap-3">
      <h1 className="font-semibold text-2xl tracking-tight">{t("notFoundTitle")}</h1>
      <p className="text-soft">{t("notFoundText")}</p>
      <Button asChild kind="secondary">
        <Link href="/admin/messages">{t("back")}</Link>
      </Button>
    </div>
  );
}
