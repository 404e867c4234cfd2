import { describe, expect, it } from "vitest";
import { leftAloneInput, leftAloneNote, oneCustomer } from "./account-inputs.schema";

const accountId = "account";

describe("inputs of the list of customers never to answer", () => {
  it.each(["491711234567", "US.13491208655302741918", "DE.ENT.aB3"])("take %s as the log has it", (address) => {
    expect(oneCustomer.safeParse({ accountId, address }).success).toBe(true);
    const input = { accountId, customer: { kind: "address", address }, note: null };
    expect(leftAloneInput.safeParse(input).success).toBe(true);
  });

  it.each(["", "+491711234567", "49 171", "hello", "1".repeat(21), `US.${"a".repeat(1_000_000)}`])(
    "refuse an address that the log never has",
    (address) => expect(oneCustomer.safeParse({ accountId, address }).success).toBe(false),
  );

  it("bound what is typed and what is noted", () => {
    const typed = (text: string) =>
      leftAloneInput.safeParse({ accountId, customer: { kind: "typed", text }, note: null });
    expect([typed("1".repeat(140)).success, typed("1".repeat(141)).success]).toEqual([true, false]);
    const noted = (note: string) => leftAloneNote.safeParse({ accountId, address: "491711234567", note });
    expect(["n".repeat(200), "n".repeat(201), " ", "a\nb"].map((note) => noted(note).success)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
