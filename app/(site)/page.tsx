import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { BrandMark } from "@/components/brand-mark";
import { Button } from "@/components/ui/button";
import { environment } from "@/lib/env/environment";
import { isLoopback } from "@/lib/env/read-environment";

export default async function HomePage() {
  const { META_GRAPH_URL } = environment();
  const phone = META_GRAPH_URL && isLoopback(META_GRAPH_URL) ? META_GRAPH_URL : null;
  const t = await getTranslations("home");
  const app = await getTranslations("app");
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-6 px-5 py-12">
      <BrandMark className="size-12" />
      <h1 className="font-semibold text-4xl tracking-tight">{app("name")}</h1>
      <p className="text-lg text-soft leading-relaxed">{t("tagline")}</p>
      <div className="flex flex-wrap gap-3">
        <Button asChild>
          <Link href="/admin">{t("open")}</Link>
        </Button>
        {phone ? (
          <Button asChild kind="secondary">
            <a href={phone}>{t("phone")}</a>
          </Button>
        ) : null}
      </div>
      {phone ? <p className="text-sm text-soft">{t("phoneNote")}</p> : null}
    </main>
  );
}
