/** next-auth's error codes that we have words for, and our own. */
const KNOWN = ["Verification", "EmailSignin", "TooMany", "AccessDenied", "OAuthAccountNotLinked", "Network"] as const;

export type SignInErrorKey = (typeof KNOWN)[number] | "Unknown";

export function signInErrorKey(code: string): SignInErrorKey {
  return KNOWN.find((known) => known === code) ?? "Unknown";
}
