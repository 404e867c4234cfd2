export type Mail = { to: string; subject: string; text: string; html: string };

/** Hands a mail to the mail server. Throws UpstreamError when the server did not take it. */
export type SendMail = (mail: Mail) => Promise<void>;
