/** A stand-in for a mail provider: SMTP on one loopback port, the mailbox page on another. See describeMail. */
import { type StandInServer, startStandInServer } from "../http/stand-in-server";
import { describeMail } from "./mail-page";
import { mailRoutes } from "./mail-routes";
import { Mailbox } from "./mailbox";
import { startSmtpDoor } from "./smtp-door";

/** Port 0 takes any free port. @throws the listeners' error, e.g. EADDRINUSE */
export async function startMail(options: {
  host: "127.0.0.1";
  port: number;
  smtpPort: number;
}): Promise<{ url: string; smtpUrl: string; close(): Promise<void> }> {
  let server: StandInServer | undefined;
  const { host } = options;
  const mailbox = new Mailbox();
  const smtp = await startSmtpDoor({ host, port: options.smtpPort, mailbox, faults: () => server?.faults });
  try {
    server = await startStandInServer({
      name: "mail",
      host,
      port: options.port,
      describe: describeMail,
      routes: mailRoutes(mailbox),
    });
  } catch (error) {
    await smtp.close();
    throw error;
  }
  const page = server;
  return {
    url: page.url,
    smtpUrl: `smtp://${host}:${smtp.port}`,
    close: async () => {
      await Promise.all([page.close(), smtp.close()]);
    },
  };
}
