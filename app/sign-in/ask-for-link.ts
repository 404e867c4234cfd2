import { type SignInErrorKey, signInErrorKey } from "./sign-in-error";

export type LinkAnswer = { kind: "sent" } | { kind: "failed"; error: SignInErrorKey; waitSeconds: number };

const failed = (error: SignInErrorKey, waitSeconds = 0): LinkAnswer => ({ kind: "failed", error, waitSeconds });

/** Asks for a mailed link. Never throws. */
export async function askForLink(email: string): Promise<LinkAnswer> {
  const answer = await post("email", { email });
  if (!answer) return failed("Network");
  const { status, url, waitSeconds } = answer;
  const error = new URL(url, location.origin).searchParams.get("error");
  if (status === 200 && !error && !url.includes("csrf=true")) return { kind: "sent" };
  return failed(signInErrorKey(error ?? ""), waitSeconds);
}

/** The address at Google to go to, or null when the way there is closed. */
export async function askForGoogle(): Promise<string | null> {
  const answer = await post("google", {});
  return answer?.status === 200 ? answer.url : null;
}

type Answer = { status: number; url: string; waitSeconds: number };

/** next-auth wants its own token in the body beside the cookie that came with it. */
async function post(provider: "email" | "google", fields: Record<string, string>): Promise<Answer | null> {
  try {
    const asked = await fetch("/api/auth/csrf", { cache: "no-store" });
    const { csrfToken } = (await asked.json()) as { csrfToken: string };
    const response = await fetch(`/api/auth/signin/${provider}`, {
      method: "POST",
      body: new URLSearchParams({ ...fields, csrfToken, callbackUrl: "/admin", json: "true" }),
    });
    const { url } = (await response.json()) as { url: string };
    return { status: response.status, url, waitSeconds: Number(response.headers.get("retry-after") ?? 0) };
  } catch {
    return null;
  }
}
