/** The SMTP side: takes every mail on loopback, without encryption, with any user and password or none. */
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { FaultTable } from "../http/fault-table";
import type { Mailbox } from "./mailbox";

const maxMailBytes = 10_000_000;

export type SmtpDoor = { port: number; close(): Promise<void> };

/**
 * Starts it. The fault `error` of the operation `smtp` refuses a mail with 451; other kinds mean nothing here.
 * @throws the listener's error, e.g. EADDRINUSE
 */
export async function startSmtpDoor(options: {
  host: string;
  port: number;
  mailbox: Mailbox;
  faults: () => FaultTable | undefined;
}): Promise<SmtpDoor> {
  const { mailbox } = options;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: maxMailBytes,
    onAuth: (_auth, _session, done) => done(null, { user: "anyone" }),
    onData(stream, session, done) {
      simpleParser(stream).then(
        (mail) => {
          const fault = options.faults()?.take("smtp");
          if (fault?.kind === "error") {
            return done(Object.assign(new Error("The stand-in was told to fail"), { responseCode: 451 }));
          }
          mailbox.add({
            from: mail.from?.text ?? "",
            to: session.envelope.rcptTo.map((one) => one.address.toLowerCase()),
            subject: mail.subject ?? "",
            text: mail.text ?? "",
            html: mail.html || null,
          });
          done();
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // A client that goes away in the middle is nothing to end this process for.
  server.on("error", (error) => console.warn(`mail: ${error.message}`));
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.server.off("error", reject);
      const address = server.server.address();
      resolve(typeof address === "object" && address ? address.port : options.port);
    });
  });
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
