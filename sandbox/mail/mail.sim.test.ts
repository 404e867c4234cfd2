import { createTransport } from "nodemailer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startMail } from "./start-mail";

let mail: Awaited<ReturnType<typeof startMail>>;

beforeAll(async () => {
  mail = await startMail({ host: "127.0.0.1", port: 0, smtpPort: 0 });
});
beforeEach(() => fetch(`${mail.url}/_sandbox/mails`, { method: "DELETE" }).then(() => undefined));
afterAll(() => mail.close());

const send = (to: string, text: string) =>
  createTransport(mail.smtpUrl).sendMail({ from: "app@demo.example", to, subject: "A link <for> you", text });

const list = async (query = "") => {
  const answer = await fetch(`${mail.url}/_sandbox/mails${query}`);
  return (await answer.json()) as { lastId: number; mails: { to: string[]; subject: string; links: string[] }[] };
};

describe("the mailbox", () => {
  it("takes mails by SMTP and lists them with their links, each once", async () => {
    await send("Anna@Salon.example", "Open http://app.example/in?token=1&to=a or http://app.example/in?token=1&to=a\n");
    expect((await list()).mails).toMatchObject([
      { to: ["anna@salon.example"], subject: "A link <for> you", links: ["http://app.example/in?token=1&to=a"] },
    ]);
    expect((await list("?to=nobody@salon.example")).mails).toEqual([]);
  });

  it("lets one wait for the next mail to an address", async () => {
    const { lastId } = await list();
    const waiting = list(`?to=ben@salon.example&after=${lastId}&wait=20000`);
    await send("anna@salon.example", "first");
    await send("ben@salon.example", "second");
    expect((await waiting).mails).toMatchObject([{ to: ["ben@salon.example"] }]);
  });

  it("shows them on a page, whatever is in them", async () => {
    await send("anna@salon.example", "<script>alert(1)</script> http://app.example/?a=1&b=2");
    const page = await (await fetch(mail.url)).text();
    expect(page).toContain("A link &#60;for&#62; you");
    expect(page).toContain('href="http://app.example/?a=1&#38;b=2"');
    expect(page).not.toContain("<script>");
  });

  it("refuses one when told to", async () => {
    const faults = JSON.stringify([{ op: "smtp", times: 1, kind: "error" }]);
    await fetch(`${mail.url}/_sandbox/faults`, { method: "POST", body: faults });
    await expect(send("anna@salon.example", "x")).rejects.toThrow("451");
    await send("anna@salon.example", "x");
    expect((await list()).mails).toHaveLength(1);
  });
});
