import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { environment } from "@/lib/env/environment";
import { isLoopback } from "@/lib/env/read-environment";

/** Says where WhatsApp, the AI, Stripe or the mail are played on this machine; nothing where all of them are real. */
export async function SandboxNote({ about }: { about: "answers" | "mails" | "payments" }) {
  const { META_GRAPH_URL, WORKERS_AI_URL, AI_BASE_URL, SMTP_URL, STRIPE_API_URL } = environment();
  const t = await getTranslations("sandbox");
  const played = {
    whatsapp: META_GRAPH_URL !== undefined && isLoopback(META_GRAPH_URL),
    // Whoever runs a model of their own on this machine has a real one.
    ai: isLoopback(WORKERS_AI_URL) && !AI_BASE_URL,
    mail: isLoopback(SMTP_URL),
  };
  const link = (chunks: ReactNode) => (
    <a className="underline underline-offset-2" href={META_GRAPH_URL}>
      {chunks}
    </a>
  );
  // The link leads to Meta's stand-in: without it there is no page to enter from.
  if (about === "mails") {
    return played.mail && played.whatsapp ? <p className="text-sm text-soft">{t.rich("mails", { link })}</p> : null;
  }
  if (about === "payments") {
    return isLoopback(STRIPE_API_URL) ? <p className="text-sm text-soft">{t("payments")}</p> : null;
  }
  if (!played.whatsapp && !played.ai) return null;
  const who = played.whatsapp && played.ai ? "both" : played.whatsapp ? "whatsapp" : "ai";
  return <p className="mt-10 text-sm text-soft">{t(who)}</p>;
}
