import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/button";
import { normalizeEmail } from "@/lib/web/auth/normalize-email";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("pageTitle"), robots: { index: false } };
}

type Query = Promise<Record<string, string | string[] | undefined>>;

/**
 * What a mailed link opens. Opening it changes nothing, however often and by whom; the button sends what the link holds
 * on to next-auth, and needs no script.
 */
export default async function LinkPage({ searchParams }: { searchParams: Query }) {
  const { token, email, callbackUrl } = await searchParams;
  const address = normalizeEmail(email);
  if (typeof token !== "string" || !/^[0-9a-f]{64}$/.test(token) || address === null) {
    redirect("/sign-in?error=Verification");
  }
  const query = new URLSearchParams({ token, email: address });
  if (typeof callbackUrl === "string") query.set("callbackUrl", callbackUrl);
  const t = await getTranslations("signIn");
  return (
    <>
      <div>
        <h1 className="font-semibold text-3xl tracking-tight">{t("linkTitle")}</h1>
        <p className="mt-2 text-lg text-soft wrap-anywhere">{t("linkText", { email: address })}</p>
      </div>
      <form method="post" action={`/api/auth/callback/email?${query}`} className="flex flex-col">
        <Button type="submit">{t("linkGo")}</Button>
      </form>
    </>
  );
}
