import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createConversationNames, createTextCipher } from "./message-cipher";

const key = (id: string) => ({ id, key: randomBytes(32) });
const [first, second] = [key("k1"), key("k2")];

describe("the text cipher", () => {
  it("opens what it sealed, and only in the same context", () => {
    const cipher = createTextCipher([first]);
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.array(fc.string()),
        fc.array(fc.string()),
        (text, context, other) => {
          const sealed = cipher.seal(text, context);
          expect(cipher.open(sealed, context)).toBe(text);
          if (JSON.stringify(other) !== JSON.stringify(context)) expect(cipher.open(sealed, other)).toBeNull();
        },
      ),
    );
  });

  it("never seals the same text alike, and shows no word of it", () => {
    const cipher = createTextCipher([first]);
    const [one, other] = [cipher.seal("a-marked-word", []), cipher.seal("a-marked-word", [])];
    expect(one).not.toBe(other);
    expect(Buffer.from(one.slice(3), "base64url").toString("latin1")).not.toContain("marked");
  });

  it("opens what an older key sealed, and nothing once that key is gone", () => {
    const sealed = createTextCipher([first]).seal("hello", ["c"]);
    expect(createTextCipher([second, first]).open(sealed, ["c"])).toBe("hello");
    expect(createTextCipher([second]).open(sealed, ["c"])).toBeNull();
  });

  it("does not open what was changed", () => {
    const cipher = createTextCipher([first]);
    const sealed = cipher.seal("hello", []);
    for (let index = 3; index < sealed.length - 1; index += 1) {
      const flipped = sealed[index] === "A" ? "B" : "A";
      expect(cipher.open(sealed.slice(0, index) + flipped + sealed.slice(index + 1), [])).toBeNull();
    }
    expect(cipher.open("", [])).toBeNull();
    expect(cipher.open("k1.", [])).toBeNull();
  });
});

describe("conversation names", () => {
  it("differ by account, sender and key, and name older keys too", () => {
    const names = createConversationNames([second, first]);
    const [now, before] = names("a", "1", null);
    expect([now]).not.toEqual([before]);
    expect(createConversationNames([first])("a", "1", null)).toEqual([before]);
    expect(new Set([now, names("b", "1", null)[0], names("a", "2", null)[0], names("a1", "", null)[0]]).size).toBe(4);
    expect(now).not.toContain("1555");
  });

  it("without a thread are those of before there were threads: what waits over an upgrade is found", () => {
    const key = { id: "k1", key: Buffer.alloc(32, 7) };
    const names = createConversationNames([key]);
    expect(names("account-1", "15550100100", null)).toEqual(["p1pSdbhNUW24OtPrbre0EKNTj33bb4fUpvs8PM9asfw"]);
  });

  it("differ by thread, and no customer can be called like somebody's thread", () => {
    const names = createConversationNames([first]);
    const name = (customer: string, thread: string | null) => names("a", customer, thread)[0];
    const all = [
      name("12", null),
      name("12", ""),
      name("12", "3"),
      name("1", "23"),
      name("123", null),
      name("2:12", ""),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(names("thread 1:a1:1", "x", null)[0]).not.toBe(name("1", "x"));
  });
});
