import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { environment } from "@/lib/env/environment";
import { currentPerson } from "@/lib/web/auth/current-person";
import { signInErrorKey } from "./sign-in-error";
import { SignInForm } from "./sign-in-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("pageTitle") };
}

type Query = Promise<{ error?: string | string[] }>;

export default async function SignInPage({ searchParams }: { searchParams: Query }) {
  if (await currentPerson()) redirect("/admin");
  const { error } = await searchParams;
  const t = await getTranslations("signIn");
  return (
    <>
      <div>
        <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
        <p className="mt-2 text-lg text-soft">{t("text")}</p>
      </div>
      <SignInForm
        google={Boolean(environment().GOOGLE_CLIENT_ID)}
        firstError={typeof error === "string" ? signInErrorKey(error) : null}
      />
    </>
  );
}
