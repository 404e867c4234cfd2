import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { SandboxNote } from "@/app/sandbox-note";
import { BrandMark } from "@/components/brand-mark";
import { Toaster } from "@/components/ui/toaster";
import { requireOwner } from "@/lib/web/auth/current-person";
import { application } from "@/lib/wiring/application";
import { AreaLinks } from "./_frame/area-links";
import { BalanceBanner } from "./_frame/balance-banner";
import { BalanceLink } from "./_frame/balance-link";
import { OutdatedNotice } from "./_frame/outdated-notice";
import { QueryProvider } from "./_frame/query-provider";
import { SignOutButton } from "./_frame/sign-out-button";

/** The frame of every page behind the guard: side bar on wide screens, tab bar at the thumb on phones. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const owner = await requireOwner();
  const balance = await application().credits.readBalance(owner.tenantId);
  const t = await getTranslations("admin");
  const app = await getTranslations("app");
  return (
    <QueryProvider>
      <a
        href="#content"
        className="sr-only rounded-control bg-brand px-4 py-2 text-on-brand focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      >
        {t("skip")}
      </a>
      <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_1fr]">
        <header className="flex items-center justify-between gap-3 px-4 pt-4 lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:items-stretch lg:justify-start lg:gap-8 lg:border-line lg:border-r lg:p-5">
          <Link href="/admin" className="flex min-w-0 items-center gap-3 rounded-control">
            <BrandMark className="size-9 shrink-0" />
            <span className="min-w-0">
              <span className="block truncate font-semibold leading-tight">{owner.tenantName}</span>
              <span className="block text-sm text-soft">{app("name")}</span>
            </span>
          </Link>
          <nav
            aria-label={t("navigation")}
            className="fixed inset-x-0 bottom-0 z-30 border-line border-t bg-card pb-[env(safe-area-inset-bottom)] lg:static lg:border-0 lg:bg-transparent lg:pb-0"
          >
            <AreaLinks />
          </nav>
          <div className="flex shrink-0 items-center gap-1 lg:mt-auto lg:flex-col lg:items-start lg:gap-4">
            <BalanceLink first={balance} />
            <div className="min-w-0 lg:w-full">
              <p className="mb-2 hidden truncate text-sm text-soft lg:block" title={owner.email}>
                {owner.email}
              </p>
              <SignOutButton />
            </div>
          </div>
        </header>
        <main id="content" tabIndex={-1} className="px-4 pt-6 pb-28 outline-none sm:px-8 lg:px-12 lg:pt-10 lg:pb-16">
          <div className="mx-auto max-w-3xl has-data-wide:max-w-6xl">
            <BalanceBanner first={balance} />
            {children}
            <SandboxNote about="answers" />
          </div>
        </main>
      </div>
      <OutdatedNotice />
      <Toaster />
    </QueryProvider>
  );
}
