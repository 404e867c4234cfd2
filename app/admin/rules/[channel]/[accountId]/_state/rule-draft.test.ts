import { describe, expect, it } from "vitest";
import type { StoredRule } from "@/lib/rules/config/reply-config";
import { draftOfRule, ruleOfDraft } from "./rule-draft";

const written = (keywords: string[], whole?: boolean): StoredRule => ({
  id: "hours",
  label: "Hours",
  matcher: { kind: "static_text", keywords, ...(whole === undefined ? {} : { whole_word: whole }) },
  response: { kind: "canned", text: "9 to 5" },
});
const saved = (draft: Partial<ReturnType<typeof draftOfRule>>, base: StoredRule | null = null) =>
  ruleOfDraft({ ...draftOfRule(base), ...draft }, "hours", base).matcher;

describe("whole words", () => {
  it("are what new keywords are, where the script parts words", () => {
    expect(saved({ keywords: ["open"] })).toMatchObject({ whole_word: true });
    expect(saved({ keywords: ["open"], keywordTyped: "سعر" })).toMatchObject({ whole_word: true });
    expect(saved({ keywords: ["open"], keywordTyped: "价格" })).not.toHaveProperty("whole_word");
    expect(saved({ keywords: ["예약"] })).not.toHaveProperty("whole_word");
  });

  it("mean nothing beside a whole message", () => {
    expect(saved({ keywords: ["2"], exact: true })).toEqual({ kind: "static_text", keywords: ["2"], exact: true });
  });

  it("are as the owner says", () => {
    expect(saved({ keywords: ["open"], wholeWord: false })).not.toHaveProperty("whole_word");
    expect(saved({ keywords: ["价格"], wholeWord: true })).toMatchObject({ whole_word: true });
  });

  it("stay as they were in a rule that there is", () => {
    for (const base of [written(["open"]), written(["open"], false), written(["价格"], true)]) {
      expect(saved({}, base)).toEqual(base.matcher);
    }
    expect(saved({ keywords: ["open", "hours"] }, written(["open"]))).not.toHaveProperty("whole_word");
  });
});

describe("how near a message has to come", () => {
  const base = (more: object): StoredRule => ({
    ...written([]),
    matcher: { kind: "prompt", description: "books", ...more },
  });

  it("stays as it was in a rule that there is, and is absent where it is normal", () => {
    for (const rule of [
      base({}),
      base({ closeness: "strict" }),
      base({ closeness: "generous" }),
      base({ threshold: 0.7 }),
    ]) {
      expect(saved({}, rule)).toEqual(rule.matcher);
    }
    expect(saved({ closeness: "normal" }, base({ closeness: "strict" }))).not.toHaveProperty("closeness");
    expect(saved({ closeness: "generous" }, base({}))).toMatchObject({ closeness: "generous" });
  });

  it("says nothing beside a number of the owner's own, and comes back without it", () => {
    const rule = base({ closeness: "strict" });
    expect(saved({ threshold: 0.8 }, rule)).toEqual({ kind: "prompt", description: "books", threshold: 0.8 });
    expect(saved({ threshold: null, closeness: "strict" }, base({ threshold: 0.8 }))).toMatchObject({
      closeness: "strict",
    });
  });
});
