import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { environment } from "../lib/env/environment";
import "./globals.css";

/** Every page carries the nonce of its own request, so none may be kept from the build. */
export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("app");
  const description = t("description");
  const picture = { url: "/social.png", width: 1200, height: 630, alt: t("name") };
  return {
    metadataBase: new URL(environment().APP_URL),
    title: { default: t("name"), template: `%s · ${t("name")}` },
    description,
    manifest: "/manifest.webmanifest",
    icons: { icon: { url: "/icon.svg", type: "image/svg+xml" }, apple: "/apple-touch-icon.png" },
    openGraph: { type: "website", siteName: t("name"), title: t("name"), description, images: [picture] },
  };
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <NextIntlClientProvider>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
