import type { AuthOptions } from "next-auth";
import EmailProvider from "next-auth/providers/email";
import GoogleProvider from "next-auth/providers/google";
import type { Application } from "../wiring/application";
import { normalizeEmail } from "./normalize-email";
import { safeRedirect } from "./safe-redirect";
import { signInMail } from "./sign-in-mail";

/** How long a mailed link works, seconds. It works once. */
const LINK_SECONDS = 15 * 60;

/** next-auth as this app uses it: sessions in the database, a mailed link, and Google where it is configured. */
export function authOptions(app: Application): AuthOptions {
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
          signIn.sendMail(await signInMail(identifier, url, LINK_SECONDS / 60)),
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
      signIn: ({ account, profile }) =>
        account?.provider !== "google" ||
        (profile !== undefined && "email_verified" in profile && profile.email_verified === true),
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

/** next-auth turns the error into its page for a wrong address, and logs only the code (see `logger`). */
function requireEmail(given: string): string {
  const address = normalizeEmail(given);
  if (address === null) throw new Error("not one e-mail address");
  return address;
}
