/** Where a person goes after signing in when the wish is missing or leads elsewhere. */
const HOME = "/admin";

/** Longer than any address of ours, with its query. */
const LONGEST = 2_048;

/**
 * An address of this app, whatever was asked for: absolute and on `appUrl`'s origin. Guards against links to our
 * sign-in page that end on somebody else's.
 */
export function safeRedirect(wanted: string, appUrl: string): string {
  const { origin } = new URL(appUrl);
  const target = wanted.length <= LONGEST && URL.canParse(wanted, origin) ? new URL(wanted, origin) : null;
  if (target?.origin !== origin || target.pathname === "/") return `${origin}${HOME}`;
  return target.href;
}
