import { describe, expect, it } from "vitest";
import { channelOf, oneAccount, readAccountFlags, readAccounts, USAGE } from "./account-flags";

const flags = (...args: string[]) => readAccountFlags(["show", ...args]).values;
const NUMBER = "200000000000002";

describe("an account is named", () => {
  it.each([
    ["on the channel that is given", ["--channel", "whatsapp", "--external-id", NUMBER]],
    ["on WhatsApp where none is", ["--external-id", NUMBER]],
    ["by the older flag too", ["--phone-number-id", NUMBER]],
  ])("%s", (_how, args) => {
    expect(oneAccount(flags(...args))).toEqual({ channel: "whatsapp", externalId: NUMBER });
  });

  it.each([
    ["an unknown channel", ["--channel", "telegram", "--external-id", NUMBER], "--channel telegram: expected whatsapp"],
    ["an empty channel", ["--channel", "", "--external-id", NUMBER], "--channel : expected whatsapp"],
    ["what every object has", ["--channel", "constructor", "--external-id", NUMBER], "--channel constructor: expected"],
    ["no id", [], "expected one --external-id"],
    ["two ids, whichever flags they come by", ["--external-id", "1", "--phone-number-id", "2"], "expected one"],
    ["an id that the channel can't have", ["--external-id", "12a"], "--external-id 12a: expected digits only"],
  ])("not by %s", (_what, args, message) => {
    expect(() => oneAccount(flags(...args))).toThrow(message);
  });

  it("by flags that the usage tells", () => {
    for (const flag of [
      "--channel",
      "--external-id",
      "--phone-number-id",
      "--display-address",
      "--display-phone",
      "--config",
    ]) {
      expect(USAGE).toContain(flag);
    }
  });
});

describe("accounts to add", () => {
  const added = [{ externalId: NUMBER, displayAddress: "+1 555 010 0002" }];

  it("are read by the flags of now and of before, also mixed", () => {
    const [id, address] = [NUMBER, "+1 555 010 0002"];
    expect(readAccounts(flags("--external-id", id, "--display-address", address))).toEqual(added);
    expect(readAccounts(flags("--phone-number-id", id, "--display-phone", address))).toEqual(added);
    expect(readAccounts(flags("--external-id", id, "--display-phone", address))).toEqual(added);
  });

  it.each([
    ["an address for each id", ["--external-id", "1", "--external-id", "2", "--display-address", "+1 555"]],
    ["at least one", []],
  ])("need %s", (_what, args) => {
    expect(() => readAccounts(flags(...args))).toThrow("expected as many --display-address as --external-id");
  });

  it("need an address that the channel can have, and a channel that is built", () => {
    expect(() => readAccounts(flags("--external-id", "1", "--display-address", "salon"))).toThrow(
      "--display-address salon: expected a phone number",
    );
    expect(() => channelOf(flags("--channel", "email"))).toThrow("--channel email: E-mail is not built yet");
    expect(() => channelOf(flags("--channel", "fax"))).toThrow("--channel fax: expected whatsapp");
  });
});
