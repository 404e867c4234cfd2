import { getTranslations } from "next-intl/server";
import type { Mail } from "../accounts/send-mail";

/** The mail with the link. Its words are in the catalogue; its looks are few, because mail programs drop most. */
export async function signInMail(to: string, link: string, minutes: number): Promise<Mail> {
  const t = await getTranslations("signInMail");
  const lines = { intro: t("intro"), life: t("life", { minutes }), ignore: t("ignore") };
  const href = escapeHtml(link);
  return {
    to,
    subject: t("subject"),
    text: `${lines.intro}\n\n${link}\n\n${lines.life}\n${lines.ignore}\n`,
    html: `<div style="font:16px/1.5 sans-serif;max-width:480px;margin:0 auto;padding:24px">
<p>${escapeHtml(lines.intro)}</p>
<p><a href="${href}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#14624f;color:#fff;text-decoration:none">${escapeHtml(t("button"))}</a></p>
<p style="color:#6d6154">${escapeHtml(lines.life)} ${escapeHtml(lines.ignore)}</p>
</div>`,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
