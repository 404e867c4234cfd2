import { describe, expect, it } from "vitest";
import { customerOfPair, type NamedAddress } from "./customer-of-pair";

const NONE = { customer: null, waitingSince: null };
const phone = (known: Partial<NamedAddress> = {}): NamedAddress => ({
  kind: "phone",
  value: "1555",
  ...NONE,
  ...known,
});
const userId = (known: Partial<NamedAddress> = {}): NamedAddress => ({
  ...phone(known),
  kind: "user_id",
  value: "US.1",
});
const at = (seconds: number) => ({ waitingSince: new Date(seconds * 1000) });

describe("a customer whom a message names by two addresses", () => {
  it.each([
    ["the sender's address when nothing is known", phone(), userId(), "1555"],
    ["the sender's address also when that is the user id", userId(), phone(), "US.1"],
    ["what the phone number is known by", phone({ customer: "US.0" }), userId(), "US.0"],
    ["what the user id is known by", phone(), userId({ customer: "1556" }), "1556"],
    ["what the number is known by, before the id's", phone({ customer: "1557" }), userId({ customer: "1556" }), "1557"],
    ["what the number is known by, whichever wrote", userId({ customer: "1556" }), phone({ customer: "1557" }), "1557"],
    ["the address from which a message waits", phone(), userId(at(1)), "US.1"],
    ["the address from which one waits longest", phone(at(2)), userId(at(1)), "US.1"],
    ["what is known, before what waits", phone({ customer: "1555" }), userId(at(1)), "1555"],
  ])("goes by %s", (_name, sender, alias, expected) => {
    expect(customerOfPair(sender, alias)).toBe(expected);
  });
});
