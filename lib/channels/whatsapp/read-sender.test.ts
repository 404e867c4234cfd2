import { describe, expect, it } from "vitest";
import { contact, USER_ID } from "@/lib/testing/fixtures/whatsapp-deliveries";
import { NO_CONTACTS, readContacts, readSender, readSenderAlias, readSenderName } from "./read-sender";

const phone = (value: string) => ({ kind: "phone", value });
const userId = (value: string) => ({ kind: "user_id", value });

describe("readSender", () => {
  it.each([
    ["digits", { from: "16505551234" }, phone("16505551234")],
    ["digits with a plus", { from: "+16505551234" }, phone("16505551234")],
    ["digits as a number", { from: 16505551234 }, phone("16505551234")],
    ["the shortest number", { from: "12345" }, phone("12345")],
    ["the longest number", { from: "1".repeat(20) }, phone("1".repeat(20))],
    ["the number before the user id", { from: "16505551234", from_user_id: USER_ID }, phone("16505551234")],
    ["the user id before a user id in from", { from: "DE.1", from_user_id: USER_ID }, userId(USER_ID)],
    ["a user id in from", { from: "BR.aB9" }, userId("BR.aB9")],
    ["an enterprise user id", { from_user_id: "US.ENT.118" }, userId("US.ENT.118")],
    ["nothing in a user id without an id", { from_user_id: "US." }, null],
    ["nothing in a user id with a blank", { from_user_id: " US.1" }, null],
    ["nothing in a user id that is too long", { from_user_id: `US.${"1".repeat(129)}` }, null],
    ["nothing in too few digits", { from: "1234" }, null],
    ["nothing in too many digits", { from: "1".repeat(21) }, null],
    ["nothing in words", { from: "anna", from_user_id: {} }, null],
  ])("reads %s", (_name, message, expected) => {
    expect(readSender(message, NO_CONTACTS)).toEqual(expected);
  });

  it("takes the only contact when the message names nobody", () => {
    expect(readSender({ from: "" }, readContacts([{ wa_id: "16505551234", user_id: USER_ID }]))).toEqual(
      phone("16505551234"),
    );
    expect(readSender({}, readContacts({ user_id: USER_ID }))).toEqual(userId(USER_ID));
    expect(readSender({}, readContacts([{ wa_id: USER_ID }]))).toEqual(userId(USER_ID));
  });

  it("never guesses among several contacts, not even when only one can be read", () => {
    expect(readSender({}, readContacts([contact(), contact({ wa_id: "16505550000" })]))).toBeNull();
    expect(readSender({}, readContacts([contact(), null]))).toBeNull();
  });
});

describe("readSenderAlias", () => {
  const number = "16505551234";
  const both = contact({ wa_id: number, user_id: USER_ID });
  const aliasOf = (message: object, contacts: unknown = []) => {
    const read = readContacts(contacts);
    const sender = readSender(message, read);
    return sender && readSenderAlias(message, read, sender);
  };

  it.each([
    ["the message's user id", { from: number, from_user_id: USER_ID }, [], userId(USER_ID)],
    ["the message's user id before the contact's", { from: number, from_user_id: "US.2" }, [both], userId("US.2")],
    [
      "the contact's user id",
      { from: number },
      [contact({ wa_id: "16505550000", user_id: "US.2" }), both],
      userId(USER_ID),
    ],
    [
      "the contact's number",
      { from_user_id: USER_ID },
      [contact({ wa_id: "16505550000", user_id: "US.2" }), both],
      phone(number),
    ],
    ["the contact's number for a user id in from", { from: USER_ID }, [both], phone(number)],
    ["both of an only contact that stands for the sender", {}, [both], userId(USER_ID)],
    [
      "the contact's user id beside one that can't be read",
      { from: number, from_user_id: "US." },
      [both],
      userId(USER_ID),
    ],
    ["what two contacts agree on", { from: number }, [both, both], userId(USER_ID)],
    ["nothing without contacts", { from: number }, [], null],
    ["nothing in a second user id", { from: "DE.1", from_user_id: USER_ID }, [], null],
    ["nothing in an only contact with another number", { from: "5511987654321" }, [both], null],
    [
      "nothing where a number has two user ids",
      { from: number },
      [both, contact({ wa_id: number, user_id: "US.2" })],
      null,
    ],
    [
      "nothing where a user id has two numbers",
      { from: number },
      [both, contact({ wa_id: "16505550000", user_id: USER_ID })],
      null,
    ],
    ["nothing in a user id that is too long", { from: number, from_user_id: `US.${"1".repeat(129)}` }, [], null],
  ])("reads %s", (_name, message, contacts, expected) => {
    expect(aliasOf(message, contacts)).toEqual(expected);
  });
});

describe("readSenderName", () => {
  const bob = { wa_id: "16505550001", profile: { name: "Bob" } };
  const eve = { user_id: USER_ID, profile: { name: "Eve" } };

  it("finds the contact by number or user id, in any order", () => {
    expect(readSenderName({ from: "16505550001" }, readContacts([eve, bob]))).toBe("Bob");
    expect(readSenderName({ from_user_id: USER_ID }, readContacts([bob, eve]))).toBe("Eve");
    expect(readSenderName({ from: "+16505550001" }, readContacts([eve, bob]))).toBe("Bob");
    expect(readSenderName({ from: "16505559999" }, readContacts([eve, bob]))).toBe("");
  });

  it("takes the only contact although its number differs", () => {
    expect(
      readSenderName({ from: "5511987654321" }, readContacts([{ wa_id: "551187654321", profile: { name: "Ana" } }])),
    ).toBe("Ana");
  });

  it("cuts at 60 characters between emojis and drops control characters", () => {
    const named = (name: string) =>
      readSenderName({ from: "16505550001" }, readContacts([{ wa_id: "16505550001", profile: { name } }]));
    expect(named("👍".repeat(61))).toBe("👍".repeat(60));
    expect(named("A\u0000d\u0007a\nL")).toBe("Ad a L");
  });

  it.each([undefined, {}, { profile: null }, { profile: { name: 7 } }])("is empty for the contact %j", (value) => {
    expect(readSenderName({ from: "16505550001" }, readContacts([value]))).toBe("");
  });
});
