import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { currentPerson } from "@/lib/web/auth/current-person";
import { BusinessForm } from "./business-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("business"))("pageTitle") };
}

export default async function BusinessPage() {
  const person = await currentPerson();
  if (!person) redirect("/sign-in");
  if (person.tenant) redirect("/admin");
  const t = await getTranslations("business");
  return (
    <>
      <div>
        <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
        <p className="mt-2 text-lg text-soft">{t("text")}</p>
      </div>
      <BusinessForm />
      <p className="text-sm text-soft">{t("signedInAs", { email: person.email })}</p>
    </>
  );
}
