import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutateJson } from "@/lib/testing/fixtures/mutate-json";
import { replyConfigs } from "@/lib/testing/fixtures/reply-config-arbitrary";
import { propertyRuns } from "@/lib/testing/property-runs";
import { parseReplyConfig, parseReplyConfigText } from "./parse-reply-config";
import { newAccountConfig } from "./reply-config";

const hours = {
  id: "hours",
  label: "Hours / location",
  matcher: { kind: "static_text", keywords: ["hours", "open", "closed", "address"] },
  response: { kind: "canned", text: "We're open 7am–7pm every day. Come say hi! ☕" },
};
const booking = {
  id: "booking",
  label: "Booking requests",
  matcher: { kind: "prompt", description: "wants to book an appointment", threshold: 0.72 },
  response: { kind: "prompt", text: "Ask which service and which day they prefer." },
};
const base = newAccountConfig();
const withRules = (...rules: unknown[]) => ({ ...base, rules });
const matching = (matcher: object) => withRules({ ...hours, matcher });
const words = (length: number) => "👍".repeat(length);

/** The problems of a value as `path: message`. */
function problems(value: unknown): string[] {
  const parsed = parseReplyConfig(value);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("parseReplyConfig", () => {
  it("takes the config of a new account and the two rules of the design", () => {
    const config = { ...base, rules: [hours, booking] };
    expect(parseReplyConfig(config)).toEqual({ ok: true, config });
    expect(parseReplyConfig(newAccountConfig())).toEqual({ ok: true, config: base });
  });

  it.each([
    ["wait 0", { ...base, wait_seconds: 0 }],
    ["wait 30", { ...base, wait_seconds: 30 }],
    ["on_ai_blocked", { ...base, on_ai_blocked: "default" }],
    ["200 rules", withRules(...Array.from({ length: 200 }, (_, index) => ({ ...hours, id: `r${index}` })))],
    ["the longest id and label", withRules({ ...hours, id: words(80), label: words(80) })],
    ["a disabled rule", withRules({ ...hours, enabled: false })],
    [
      "50 of the longest keywords",
      matching({ kind: "static_text", keywords: Array(50).fill(words(200)), whole_word: true }),
    ],
    ["an automatic rule", matching({ kind: "prompt", description: "d", examples: ["e"] })],
    ["a strict rule", matching({ kind: "prompt", description: "d", closeness: "strict" })],
    ["a generous rule", matching({ kind: "prompt", description: "d", closeness: "generous", examples: ["e"] })],
    ["the longest description", matching({ kind: "prompt", description: words(500), threshold: 0.5 })],
    [
      "50 of the longest examples",
      matching({ kind: "prompt", description: "d", threshold: 0.95, examples: Array(50).fill(words(200)) }),
    ],
    ["the longest prompt", withRules({ ...hours, response: { kind: "prompt", text: words(2_000) } })],
    ["the longest canned text", withRules({ ...hours, response: { kind: "canned", text: words(4_096) } })],
  ])("takes %s", (_name, config) => {
    expect(parseReplyConfig(config)).toEqual({ ok: true, config });
  });

  it.each([
    [null, ": must be an object"],
    [{ ...base, enabled: "yes" }, "enabled: must be true or false"],
    [{ ...base, wait_seconds: 31 }, "wait_seconds: must be at most 30"],
    [{ ...base, wait_seconds: -1 }, "wait_seconds: must be at least 0"],
    [{ ...base, wait_seconds: 2.5 }, "wait_seconds: must be a whole number"],
    [{ ...base, wait_seconds: "5" }, "wait_seconds: must be a number"],
    [{ ...base, default_pause_minutes: 1_441 }, "default_pause_minutes: must be at most 1440"],
    [{ ...base, default_pause_minutes: -1 }, "default_pause_minutes: must be at least 0"],
    [{ ...base, on_ai_blocked: "loud" }, 'on_ai_blocked: must be "silent" or "default"'],
    [{ ...base, rules: {} }, "rules: must be a list"],
    [{ ...base, rules: undefined }, "rules: is missing; expected a list"],
    [{ ...base, colour: 1 }, "colour: is not a known field"],
    [{ ...base, "odd name": 1 }, '["odd name"]: is not a known field'],
    [JSON.parse(JSON.stringify(base).replace("{", '{"__proto__":{},')), "__proto__: is not a known field"],
    [
      withRules(...Array.from({ length: 201 }, (_, index) => ({ ...hours, id: `r${index}` }))),
      "rules: must have at most 200 entries",
    ],
    [withRules(hours, booking, hours), "rules[2].id: is already the id of rules[0]"],
    [withRules({ ...hours, id: "default" }), 'rules[0].id: "default" is reserved for the default rule'],
    [withRules({ ...hours, id: "" }), "rules[0].id: must not be empty"],
    [withRules({ ...hours, id: words(81) }), "rules[0].id: must have at most 80 characters, has 81"],
    [withRules({ ...hours, label: " " }), "rules[0].label: must not be empty"],
    [
      withRules({ ...hours, label: "a\u0000" }),
      "rules[0].label: must not hold a NUL character or half a surrogate pair",
    ],
    [
      withRules({ ...hours, label: "\ud83d" }),
      "rules[0].label: must not hold a NUL character or half a surrogate pair",
    ],
    [withRules({ ...hours, extra: 1 }), "rules[0].extra: is not a known field"],
    [withRules(hours, null), "rules[1]: must be an object"],
    [
      matching({ kind: "regex" }),
      'rules[0].matcher.kind: must be "static_text" or "prompt" or "first_message" or "any"',
    ],
    [
      matching({ kind: "default" }),
      'rules[0].matcher.kind: must be "static_text" or "prompt" or "first_message" or "any"',
    ],
    [matching({ kind: "static_text", keywords: [] }), "rules[0].matcher.keywords: must have at least 1 entry"],
    [
      matching({ kind: "static_text", keywords: Array(51).fill("a") }),
      "rules[0].matcher.keywords: must have at most 50 entries",
    ],
    [matching({ kind: "static_text", keywords: ["a", 7] }), "rules[0].matcher.keywords[1]: must be a text"],
    [
      matching({ kind: "static_text", keywords: [words(201)] }),
      "rules[0].matcher.keywords[0]: must have at most 200 characters, has 201",
    ],
    [
      matching({ kind: "static_text", keywords: ["a"], threshold: 0.6 }),
      "rules[0].matcher.threshold: is not a known field",
    ],
    [
      matching({ kind: "static_text", keywords: ["a"], whole_word: 1 }),
      "rules[0].matcher.whole_word: must be true or false",
    ],
    [matching({ kind: "static_text", keywords: ["a"], exact: "yes" }), "rules[0].matcher.exact: must be true or false"],
    [
      matching({ kind: "static_text", keywords: ["\u0301\u200b"] }),
      "rules[0].matcher.keywords[0]: must hold something that can be searched for, not only accents or invisible characters",
    ],
    [
      matching({ kind: "static_text", keywords: ["\uFDFA".repeat(30)] }),
      "rules[0].matcher.keywords[0]: must be shorter: some of its characters stand for several, and together they make 540 letters",
    ],
    [
      matching({ kind: "prompt", description: "d", threshold: 0.7, closeness: "strict" }),
      "rules[0].matcher.closeness: must be absent beside a threshold: it moves the line that a rule without one draws itself",
    ],
    [
      matching({ kind: "prompt", description: "d", closeness: "normal" }),
      'rules[0].matcher.closeness: must be "strict" or "generous"',
    ],
    [
      matching({ kind: "prompt", description: "d", threshold: 0.49 }),
      "rules[0].matcher.threshold: must be at least 0.5",
    ],
    [
      matching({ kind: "prompt", description: "d", threshold: 0.951 }),
      "rules[0].matcher.threshold: must be at most 0.95",
    ],
    [
      matching({ kind: "prompt", description: words(501), threshold: 0.6 }),
      "rules[0].matcher.description: must have at most 500 characters, has 501",
    ],
    [
      matching({ kind: "prompt", description: "d", threshold: 0.6, examples: ["a", ""] }),
      "rules[0].matcher.examples[1]: must not be empty",
    ],
    [withRules({ ...hours, response: { kind: "canned", text: " \n" } }), "rules[0].response.text: must not be empty"],
    [
      withRules({ ...hours, response: { kind: "canned", text: words(4_097) } }),
      "rules[0].response.text: must have at most 4096 characters, has 4097",
    ],
    [
      withRules({ ...hours, response: { kind: "prompt", text: words(2_001) } }),
      "rules[0].response.text: must have at most 2000 characters, has 2001",
    ],
    [
      withRules({ ...hours, response: { kind: "video", text: "a" } }),
      'rules[0].response.kind: must be "canned" or "prompt" or "none"',
    ],
    [{ ...base, default_rule: { ...base.default_rule, id: "other" } }, 'default_rule.id: must be "default"'],
    [
      { ...base, default_rule: { ...base.default_rule, matcher: hours.matcher } },
      'default_rule.matcher.kind: must be "default"',
    ],
    [{ ...base, default_rule: { ...base.default_rule, enabled: false } }, "default_rule.enabled: is not a known field"],
  ])("refuses case %#, naming the path", (value, problem) => {
    expect(problems(value)).toContain(problem);
  });

  it("tells all problems at once", () => {
    const found = problems({ ...base, wait_seconds: 99, rules: [{ ...hours, label: "" }, hours] });
    expect(found).toEqual([
      "wait_seconds: must be at most 30",
      "rules[0].label: must not be empty",
      "rules[1].id: is already the id of rules[0]",
    ]);
  });
});

describe("round trip", () => {
  it("gives back the JSON that came in, absent fields absent", () => {
    fc.assert(
      fc.property(replyConfigs, (config) => {
        const text = JSON.stringify(config);
        const parsed = parseReplyConfigText(text);
        expect(parsed).toEqual({ ok: true, config });
        expect(parsed.ok && JSON.parse(JSON.stringify(parsed.config))).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it("never throws on a mutated config: it comes back equal, or with problems that have a message", () => {
    const mutated = replyConfigs.chain((config) => mutateJson(JSON.parse(JSON.stringify(config)), 2));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.jsonValue()), (value) => {
        const parsed = parseReplyConfig(JSON.parse(JSON.stringify(value)));
        if (parsed.ok)
          expect(JSON.parse(JSON.stringify(parsed.config))).toStrictEqual(JSON.parse(JSON.stringify(value)));
        else for (const { message } of parsed.problems) expect(message).toMatch(/^(must|is) /);
        expect(parsed.ok || parsed.problems.length > 0).toBe(true);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe("parseReplyConfigText", () => {
  it("gives line and column of a syntax error", () => {
    expect(parseReplyConfigText('{\n  "enabled": true,\n  "rules": [,]\n}')).toEqual({
      ok: false,
      problems: [{ path: "", message: "line 3, column 13: expected a value", at: { line: 3, column: 13 } }],
    });
  });

  it("reads a file that begins with a byte order mark", () => {
    expect(parseReplyConfigText(`\uFEFF${JSON.stringify(base)}`)).toEqual({ ok: true, config: base });
  });

  it("gives paths once the syntax is right", () => {
    expect(parseReplyConfigText(JSON.stringify(withRules({ ...hours, label: "" })))).toEqual({
      ok: false,
      problems: [{ path: "rules[0].label", message: "must not be empty" }],
    });
  });
});
