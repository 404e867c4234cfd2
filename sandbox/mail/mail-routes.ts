/** The mailbox page, and the same as JSON under `/_sandbox/mails`. */
import type { StandInRoute } from "../http/route";
import { describeMail, mailPage, mailPageStyle } from "./mail-page";
import type { Mailbox } from "./mailbox";

const longestWaitMs = 30_000;

const headers = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

export function mailRoutes(mailbox: Mailbox): StandInRoute[] {
  const control = (method: string, path: RegExp, handle: StandInRoute["handle"]): StandInRoute => ({
    method,
    pattern: path,
    op: "_sandbox",
    log: false,
    handle,
  });
  return [
    control("GET", /^\/$/, async () => ({
      status: 200,
      headers: { ...headers, "content-type": "text/html; charset=utf-8" },
      body: mailPage(mailbox.list().toReversed(), describeMail),
    })),
    control("GET", /^\/mail\.css$/, async () => ({
      status: 200,
      headers: { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" },
      body: mailPageStyle,
    })),
    // `?to=` address, `?after=` id, `?wait=` ms: answers when a mail is there, or empty after the wait.
    control("GET", /^\/_sandbox\/mails$/, async ({ query }) => {
      const to = query.get("to") ?? undefined;
      const after = Number(query.get("after") ?? 0);
      const waitMs = Math.min(Number(query.get("wait") ?? 0), longestWaitMs);
      return { status: 200, body: { lastId: mailbox.lastId, mails: await mailbox.wait({ to, after }, waitMs) } };
    }),
    control("DELETE", /^\/_sandbox\/mails$/, async () => {
      mailbox.clear();
      return { status: 200, body: { ok: true } };
    }),
  ];
}
