import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { BrandMark } from "@/components/brand-mark";
import { Button } from "@/components/ui/button";

export default async function NotFound() {
  const t = await getTranslations("notFound");
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col items-start justify-center gap-4 px-5 py-12">
      <BrandMark className="size-11" />
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="text-lg text-soft">{t("text")}</p>
      <Button asChild kind="secondary">
        <Link href="/">{t("back")}</Link>
      </Button>
    </main>
  );
}
