import { describe, expect, it } from "vitest";
import { isSoundRule, newAccountConfig } from "./reply-config";
import { readStoredDefault, readStoredRule, storedJson } from "./stored-rule";

const answer = { kind: "canned", text: "a" };
const keywords = { kind: "static_text", keywords: ["open"] };
const read = (matcher: unknown, response: unknown = answer) =>
  readStoredRule({ id: "x", label: "X", enabled: null, matcher, response });

describe("a stored rule", () => {
  it.each([
    keywords,
    { ...keywords, whole_word: true, exact: false },
    { kind: "prompt", description: "books", threshold: 0.7 },
    { kind: "prompt", description: "books" },
    { kind: "prompt", description: "books", closeness: "generous" },
    { kind: "prompt", description: "books", threshold: 0.7, examples: ["a seat"] },
  ])("with the matcher %j is read as it is", (matcher) => {
    expect(read(matcher)).toEqual({ id: "x", label: "X", matcher, response: answer });
  });

  it.each([
    null,
    7,
    {},
    { kind: "constructor" },
    { kind: "static_text" },
    { kind: "static_text", keywords: "open" },
    { kind: "static_text", keywords: [7] },
    { kind: "static_text", keywords: { 0: "open" } },
    { ...keywords, whole_word: "yes" },
    { ...keywords, exact: 1 },
    { kind: "prompt", description: "open", threshold: "0.5" },
    { kind: "prompt", description: 7, threshold: 0.5 },
    { kind: "prompt", description: "open", closeness: "loose" },
    { kind: "prompt", description: "open", threshold: 0.5, examples: "open" },
  ])("with the matcher %j is broken, and keeps it", (matcher) => {
    expect(read(matcher)).toMatchObject({ matcher: { kind: "broken", stored: matcher }, response: answer });
  });

  it.each([null, {}, { kind: "toString", text: "a" }, { kind: "canned", text: " " }, { kind: "prompt" }])(
    "with the response %j is broken, and keeps it",
    (response) => {
      expect(read(keywords, response)).toMatchObject({
        matcher: keywords,
        response: { kind: "broken", stored: response },
      });
    },
  );

  it.each([
    ["appliesWhen", "when", { kind: "closed" }],
    ["appliesWhen", "when", { kind: "hours", spans: [{ days: ["mon"], from: "09:00", to: "17:00" }] }],
    ["handoff", "handoff", { notify: true, pause_minutes: 0 }],
  ] as const)("has its %s as it is stored", (column, field, stored) => {
    const row = { id: "x", label: "X", enabled: null, matcher: keywords, response: answer, [column]: stored };
    expect(readStoredRule(row)).toEqual({ id: "x", label: "X", matcher: keywords, response: answer, [field]: stored });
  });

  it.each([
    ["appliesWhen", "when", { kind: "open", at: 7 }.at],
    ["appliesWhen", "when", { kind: "sometimes" }],
    ["appliesWhen", "when", { kind: "hours", spans: [{ days: "mon", from: "09:00", to: "17:00" }] }],
    ["appliesWhen", "when", { kind: "hours", spans: [{ days: ["mon"], from: 9, to: "17:00" }] }],
    ["handoff", "handoff", { notify: "yes", pause_minutes: 5 }],
    ["handoff", "handoff", { notify: true, pause_minutes: -1 }],
  ] as const)("with the %s %3$j is broken whole, and keeps it", (column, field, stored) => {
    const row = { id: "x", label: "X", enabled: null, matcher: keywords, response: answer, [column]: stored };
    const rule = readStoredRule(row);
    expect(rule).toMatchObject({ [field]: { kind: "broken", stored } });
    expect(isSoundRule(rule)).toBe(false);
    expect(storedJson({ ...newAccountConfig(), rules: [rule] })).toMatchObject({ rules: [{ [field]: stored }] });
  });

  it("says that it is switched off, or on, as it was stored", () => {
    expect(readStoredRule({ id: "x", label: "", enabled: false, matcher: null, response: null }).enabled).toBe(false);
    expect(read(keywords)).not.toHaveProperty("enabled");
  });

  it("is exported as it is stored", () => {
    const config = { ...newAccountConfig(), rules: [read(7, null), read(keywords)] };
    expect(storedJson(config)).toMatchObject({
      rules: [
        { id: "x", matcher: 7, response: null },
        { id: "x", matcher: keywords, response: answer },
      ],
    });
  });
});

describe("a stored default rule", () => {
  it("is read as it is", () => {
    const { default_rule } = newAccountConfig();
    expect(readStoredDefault(default_rule)).toEqual({ default_rule });
  });

  it.each([7, {}, { response: { kind: "canned" } }])("%j sends nothing, and stays as it was found", (stored) => {
    const read = readStoredDefault(stored);
    expect(read.default_rule.response).toEqual({ kind: "none" });
    expect(storedJson({ ...newAccountConfig(), ...read })).toMatchObject({ default_rule: stored });
  });
});
