/**
 * "Enter as the demo owner": asks the app for a sign-in link like anybody, waits for the mail, and sends the browser to
 * the link in it; the button on that page is the visitor's to press. There is no other way in; nothing here knows a secret
 * of the app.
 */
import * as z from "zod";
import type { StandInAnswer, StandInRoute } from "../../http/route";

export type EnterOptions = { mailUrl: string; email: string };

const mailWaitMs = 15_000;
const csrfAnswer = z.object({ csrfToken: z.string() });
const askAnswer = z.object({ url: z.string() });
const mailAnswer = z.object({ lastId: z.number(), mails: z.array(z.object({ links: z.array(z.string()) })) });

export function enterRoutes(appUrl: string, enter: EnterOptions | undefined): StandInRoute[] {
  if (!enter) return [];
  return [
    {
      method: "POST",
      pattern: /^\/_sandbox\/enter$/,
      op: "_sandbox",
      log: false,
      async handle(): Promise<StandInAnswer> {
        try {
          return { status: 303, headers: { location: await mailedLink(appUrl, enter) }, body: "" };
        } catch (error) {
          const words = error instanceof Error ? error.message : String(error);
          return { status: 502, body: `Could not enter: ${words}. Go back and try again.` };
        }
      },
    },
  ];
}

async function mailedLink(appUrl: string, { mailUrl, email }: EnterOptions): Promise<string> {
  const before = mailAnswer.parse(await json(await fetch(`${mailUrl}/_sandbox/mails?to=nobody`)));
  const asked = await fetch(`${appUrl}/api/auth/csrf`);
  const { csrfToken } = csrfAnswer.parse(await json(asked));
  const cookie = asked.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const answer = await fetch(`${appUrl}/api/auth/signin/email`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email, callbackUrl: "/admin", json: "true" }),
  });
  const { url } = askAnswer.parse(await json(answer));
  if (new URL(url, appUrl).searchParams.has("error")) throw new Error("the app did not send a link");
  const query = new URLSearchParams({ to: email, after: String(before.lastId), wait: String(mailWaitMs) });
  const { mails } = mailAnswer.parse(await json(await fetch(`${mailUrl}/_sandbox/mails?${query}`)));
  const link = mails.at(-1)?.links.find((one) => new URL(one).pathname === "/sign-in/link");
  if (!link) throw new Error("no mail came");
  return link;
}

async function json(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}`);
  return response.json();
}
