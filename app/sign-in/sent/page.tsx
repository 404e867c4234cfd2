import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("pageTitle") };
}

/** Where next-auth sends a browser that asked for a link without our script. */
export default async function SentPage() {
  const t = await getTranslations("signIn");
  return (
    <div className="flex flex-col items-start gap-3">
      <MailCheck aria-hidden className="size-7 text-brand" />
      <h1 className="font-semibold text-3xl tracking-tight">{t("sentTitle")}</h1>
      <p className="text-lg leading-relaxed">{t("sent")}</p>
      <p className="text-soft">{t("notThere")}</p>
      <Button asChild kind="secondary">
        <Link href="/sign-in">{t("again")}</Link>
      </Button>
    </div>
  );
}
