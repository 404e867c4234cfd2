import { getTranslations } from "next-intl/server";
import type { Mail } from "@/lib/core/send-mail.port";

/** The mail with the link. Its words are in the catalogue. */
export async function signInMail(to: string, link: string, minutes: number): Promise<Mail> {
  const t = await getTranslations("signInMail");
  const lines = { intro: t("intro"), life: t("life", { minutes }), ignore: t("ignore") };
  const href = escapeHtml(link);
  return {
    to,
    subject: t("subject"),
    text: `${lines.intro}\n\n${link}\n\n${lines.life}\n${lines.ignore}\n`,
    html: `<p>${escapeHtml(lines.intro)}</p>
<p><a href="${href}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#14624f;color:#fff;text-decoration:none">${escapeHtml(t("button"))}</a></p>
<p style="color:#6d6154">${escapeHtml(lines.life)} ${escapeHtml(lines.ignore)}</p>`,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
