import type { AuthOptions } from "next-auth";
import EmailProvider from "next-auth/providers/email";
import GoogleProvider from "next-auth/providers/google";
import { getTranslations } from "next-intl/server";
import type { Mail } from "@/lib/core/send-mail.port";
import type { Application } from "@/lib/wiring/application";
import { normalizeEmail } from "./normalize-email";
import { safeRedirect } from "./safe-redirect";

/** How long a mailed link works, seconds. It works once. */
const LINK_SECONDS = 15 * 60;

/** Whether a mail may go to this address. Asked when token and address have been checked, before the mail is made. */
export type AdmitMail = (address: string) => Promise<boolean>;

const admitNone: AdmitMail = async () => false;

/** next-auth as this app uses it: sessions in the database, a mailed link, and Google where it is configured. */
export function authOptions(app: Application, admitMail: AdmitMail = admitNone): AuthOptions {
  const { env, ports, signIn } = app;
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } = env;
  return {
    adapter: signIn.adapter,
    secret: env.NEXTAUTH_SECRET,
    useSecureCookies: env.APP_URL.startsWith("https:"),
    session: { strategy: "database" },
    pages: { signIn: "/sign-in", error: "/sign-in", verifyRequest: "/sign-in/sent", signOut: "/admin" },
    providers: [
      EmailProvider({
        maxAge: LINK_SECONDS,
        normalizeIdentifier: requireEmail,
        sendVerificationRequest: async ({ identifier, url }) =>
          signIn.sendMail(await signInMail(identifier, linkPage(app, url), LINK_SECONDS / 60)),
      }),
      ...(GOOGLE_CLIENT_ID && GOOGLE_CLIENT_SECRET
        ? [
            GoogleProvider({
              clientId: GOOGLE_CLIENT_ID,
              clientSecret: GOOGLE_CLIENT_SECRET,
              // Safe, because `signIn` below takes only addresses that Google has verified.
              allowDangerousEmailAccountLinking: true,
            }),
          ]
        : []),
    ],
    callbacks: {
      signIn: ({ account, profile, email }) => {
        if (email?.verificationRequest) return admitMail(account?.providerAccountId ?? "");
        if (account?.provider !== "google") return true;
        return profile !== undefined && "email_verified" in profile && profile.email_verified === true;
      },
      redirect: ({ url }) => safeRedirect(url, env.APP_URL),
      session: ({ session, user }) => ({ ...session, personId: user.id }),
    },
    // Metadata may hold an address: only what went wrong is logged.
    logger: {
      error: (code) => ports.log.error("sign_in.error", { code }),
      warn: (code) => ports.log.warn("sign_in.warning", { code }),
      debug: () => undefined,
    },
  };
}

/**
 * The page that the mailed link opens, for next-auth's own address of it. Programs follow links in mails, to look for
 * harm: what signs in is the page's button.
 */
export function linkPage(app: Application, callback: string): string {
  return `${app.env.APP_URL}/sign-in/link${new URL(callback).search}`;
}

/** next-auth turns the error into its page for a wrong address, and logs only the code (see `logger`). */
function requireEmail(given: string): string {
  const address = normalizeEmail(given);
  if (address === null) throw new Error("not one e-mail address");
  return address;
}

/** The mail with the link. Its words are in the catalogue. */
async function signInMail(to: string, link: string, minutes: number): Promise<Mail> {
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
