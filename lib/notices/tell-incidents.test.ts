import { describe, expect, it } from "vitest";
import type { Mail } from "@/lib/core/send-mail.port";
import { writeIncidentMail } from "./incident-mail";
import { type DueIncidentNotice, tellIncidents } from "./tell-incidents";

const since = new Date(Date.UTC(2026, 10, 1, 12));
const OWNER = "owner@shop.example";
const OPERATOR = "operator@sandbox.example";
const notice: DueIncidentNotice = {
  incidentId: "i",
  tenantId: "t",
  accountId: "a",
  displayAddress: "+1 555 010 0001",
  reason: "account_131042",
  warns: false,
  detail: null,
  by: "tenant",
  since,
  endsAt: null,
  others: 0,
  attempts: 1,
};

async function tell(
  change: Partial<DueIncidentNotice>,
  taken: readonly string[] = [OWNER, OPERATOR],
  owners = [OWNER],
) {
  const mails: Mail[] = [];
  const ends: unknown[] = [];
  const due = [{ ...notice, ...change }];
  await tellIncidents({
    notices: {
      claimNotice: async () => due.pop() ?? null,
      endNotice: async (_id, state) => void ends.push(state),
      postponeNotice: async (_id, at) => void ends.push(at.getTime() - since.getTime()),
    },
    findOwners: async () => owners,
    operatorEmail: OPERATOR,
    sendMail: async (mail) => {
      if (!taken.includes(mail.to)) throw new Error("away");
      mails.push(mail);
    },
    appUrl: "https://concierge.example",
    clock: { now: () => since },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  return { mails, ends };
}

describe("the mail of an incident", () => {
  it("goes to the owner, with the cause, the cure, since when, and the number's page", async () => {
    const { mails, ends } = await tell({});
    expect(mails).toMatchObject([{ to: "owner@shop.example", subject: expect.stringContaining("+1 555 010 0001") }]);
    for (const part of ["payment settings", "2026-11-01 12:00 UTC", "https://concierge.example/admin/whatsapp/a"]) {
      expect(mails[0]?.text).toContain(part);
    }
    expect(ends).toEqual(["sent"]);
  });

  it("goes to the operator when the platform's own token is refused", async () => {
    const { mails } = await tell({ reason: "auth_190", by: "operator", others: 2 });
    expect(mails.map(({ to }) => to)).toEqual(["operator@sandbox.example"]);
    expect(mails[0]?.text).toContain("WHATSAPP_ACCESS_TOKEN");
    expect(mails[0]?.text).toContain("Nor are those of 2 more numbers.");
  });

  it.each([
    ["access_removed_unknown", "tenant", "Connect the number again"],
    ["banned_unknown", "tenant", "ask for a review"],
    ["banned_unknown", "operator", "the platform’s own WhatsApp account"],
    ["offboarded_unknown", "operator", "On the new phone"],
  ] as const)("of %s says to the %s: %s", (reason, by, words) => {
    expect(writeIncidentMail({ ...notice, reason, by }, "https://c.example").text).toContain(words);
  });

  it("of a warning says that customers are still answered, with Meta's own words as text", () => {
    const alert = { ...notice, reason: "alert:PAYMENT", warns: true, detail: "<b>Pay & go</b>" };
    const { subject, text, html } = writeIncidentMail(alert, "https://c.example");
    expect(subject).toContain("a warning");
    expect(text).toContain("Meta says: <b>Pay & go</b>");
    expect(text).toContain("Customers are still answered");
    expect(html).not.toContain("<b>");
  });

  it("of a token says on which day it ends", () => {
    const endsAt = new Date(Date.UTC(2026, 11, 24));
    const ends = { ...notice, reason: "token_ends", warns: true, endsAt };
    expect(writeIncidentMail(ends, "https://c.example").text).toContain("ends on 2026-12-24");
  });

  it("is tried again when it was not taken, and given up after twenty tries", async () => {
    expect((await tell({}, [])).ends).toEqual([60_000]);
    expect((await tell({ attempts: 20 }, [])).ends).toEqual(["failed"]);
  });

  it("is not sent to one owner again for the sake of another, whose address is refused", async () => {
    const { mails, ends } = await tell({}, [OWNER], ["gone@shop.example", OWNER]);
    expect(mails.map(({ to }) => to)).toEqual([OWNER]);
    expect(ends).toEqual(["sent"]);
  });

  it("takes nothing but a number's characters from what Meta calls it", () => {
    const { subject, html } = writeIncidentMail({ ...notice, displayAddress: "+1<b>\r\nBcc: x" }, "https://c.example");
    expect(subject).not.toContain("\n");
    expect(html).not.toContain("<b>");
  });
});
