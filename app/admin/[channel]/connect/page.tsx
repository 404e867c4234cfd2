import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHead } from "@/components/page-head";
import { cureOf, viewOf } from "@/lib/accounts/connection/whatsapp/signup/signup";
import { requireOwner } from "@/lib/web/auth/current-person";
import { application } from "@/lib/wiring/application";
import { ConnectNumber } from "./connect-number";
import { FullPageLinks } from "./full-page-links";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("connect"))("pageTitle") };
}

/** The ways to connect a number. Where Meta's window is not set up, there is one: by hand. */
export default async function ConnectPage() {
  const { tenantId } = await requireOwner();
  const binding = application().channels.whatsapp?.signup ?? null;
  if (binding === null) redirect("/admin/whatsapp/manual");
  const newest = await binding.ports.signups.current(tenantId);
  // One that can't be gone on with would stand in the way of the next.
  const open = newest && !["again", "none"].includes(cureOf(newest.state)) ? viewOf(newest) : null;
  const t = await getTranslations("signup");
  const back = (await getTranslations("connect"))("back");
  return (
    <>
      <FullPageLinks />
      <PageHead title={t("title")} back={{ href: "/admin/whatsapp", label: back }} />
      <ConnectNumber
        window={binding.window}
        nonce={(await headers()).get("x-nonce")}
        first={open}
        newestId={newest?.id ?? null}
      />
    </>
  );
}
