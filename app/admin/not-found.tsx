import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";

/** One answer for what is somebody else's and for what isn't there. */
export default async function AdminNotFound() {
  const t = await getTranslations("admin");
  return (
    <div className="flex flex-col items-start gap-3">
      <h1 className="font-semibold text-2xl tracking-tight">{t("notFoundTitle")}</h1>
      <p className="text-soft">{t("notFoundText")}</p>
      <Button asChild kind="secondary">
        <Link href="/admin/whatsapp">{t("notFoundBack")}</Link>
      </Button>
    </div>
  );
}
