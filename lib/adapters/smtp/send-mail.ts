import { createTransport } from "nodemailer";
import { UpstreamError } from "@/lib/core/errors";
import type { SendMail } from "@/lib/core/send-mail.port";

const TIMEOUT_MS = 10_000;

/** Sends through one SMTP server; `url` is `smtp(s)://user:password@host:port`, `appUrl` where the mails' icon is. */
export function createSendMail(url: string, from: string, appUrl: string): SendMail {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  return async (mail) => {
    try {
      await transport.sendMail({ from, ...mail, html: frameMail(mail.html, appUrl) });
    } catch (error) {
      // nodemailer's messages quote the recipient: only its code is passed on.
      const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
      throw new UpstreamError("smtp", "send", code !== "EAUTH" && code !== "EENVELOPE", code);
    }
  };
}

/** What every mail looks alike in: few looks, because mail programs drop most. The icon's words stand where it is blocked. */
export function frameMail(html: string, appUrl: string): string {
  return `<div style="font:16px/1.5 sans-serif;max-width:480px;margin:0 auto;padding:24px">
<p><img src="${encodeURI(appUrl)}/icon-192.png" width="48" height="48" alt="Concierge"></p>
${html}
</div>`;
}
