import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replyConfigs } from "@/lib/testing/fixtures/reply-config-arbitrary";
import { propertyRuns } from "@/lib/testing/property-runs";
import { newAccountConfig, type ReplyConfig, type ReplyRule, type StoredConfig } from "../config/reply-config";
import { readStoredRule } from "../config/stored-rule";
import { applyEdit, applyEdits, invertEdit, newRuleId, placeAt, placeOf, type RuleEdit, replaceBy } from "./rule-edit";

const rule = (id: string, label = id): ReplyRule => ({
  id,
  label,
  matcher: { kind: "static_text", keywords: [id] },
  response: { kind: "canned", text: "ok" },
});
const list = (...ids: string[]): StoredConfig => ({ ...newAccountConfig(), rules: ids.map((id) => rule(id)) });
const ids = (config: StoredConfig) => config.rules.map(({ id }) => id);

/** An edit that somebody could make who sees this list. */
function editsOf({ rules }: ReplyConfig): fc.Arbitrary<RuleEdit> {
  const added = fc
    .tuple(fc.uuid(), fc.nat(rules.length))
    .map(([id, index]): RuleEdit => ({ kind: "put", rule: rule(id), base: null, place: placeAt(rules, index) }));
  const [first] = rules;
  if (!first) return added;
  const one = fc.constantFrom(...rules);
  return fc.oneof(
    added,
    fc.tuple(one, fc.nat(rules.length - 1)).map(([{ id }, index]): RuleEdit => {
      const others = rules.filter((other) => other.id !== id);
      return { kind: "move", ruleId: id, place: placeAt(others, index) };
    }),
    one.map((base): RuleEdit => ({ kind: "remove", base })),
    fc.tuple(one, fc.boolean()).map(([{ id }, enabled]): RuleEdit => ({ kind: "switch", ruleId: id, enabled })),
    fc
      .tuple(one, fc.constantFrom("mine", "other"))
      .map(
        ([base, label]): RuleEdit => ({ kind: "put", rule: { ...base, label }, base, place: placeOf(rules, base.id) }),
      ),
  );
}

/** Two people who saw the same list and each made some edits on it. */
const twoPeople = replyConfigs.chain((config) => {
  const several = fc.array(editsOf(config), { maxLength: 4 });
  return fc.tuple(fc.constant(config), several, several);
});

describe("edits of a rule list", () => {
  it("keep every rule exactly once, whoever edits at the same time", () => {
    fc.assert(
      fc.property(twoPeople, ([config, mine, theirs]) => {
        const after = applyEdits(config, [...theirs, ...mine]);
        expect(new Set(ids(after)).size).toBe(after.rules.length);
        const removed = [...mine, ...theirs].flatMap((edit) => (edit.kind === "remove" ? [edit.base.id] : []));
        const added = [...mine, ...theirs].flatMap((edit) =>
          edit.kind === "put" && edit.base === null ? [edit.rule.id] : [],
        );
        for (const id of [...ids(config), ...added]) if (!removed.includes(id)) expect(ids(after)).toContain(id);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("leave the others in their order", () => {
    fc.assert(
      fc.property(
        replyConfigs.chain((config) => fc.tuple(fc.constant(config), editsOf(config))),
        ([config, edit]) => {
          const after = ids(applyEdit(config, edit).config);
          const touched = edit.kind === "put" ? edit.rule.id : edit.kind === "move" ? edit.ruleId : null;
          const before = ids(config).filter((id) => id !== touched && after.includes(id));
          expect(after.filter((id) => before.includes(id))).toEqual(before);
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it("change nothing when applied again, and are taken back by their inverse", () => {
    fc.assert(
      fc.property(
        replyConfigs.chain((config) => fc.tuple(fc.constant(config), editsOf(config))),
        ([config, edit]) => {
          const once = applyEdit(config, edit).config;
          expect(applyEdit(once, edit).config).toEqual(once);
          const back = invertEdit(config, edit);
          const undone = back ? applyEdit(once, back).config : once;
          // Switched to and fro a rule is on without saying so, which is the same.
          const plain = (one: StoredConfig) =>
            one.rules.map(({ enabled, ...others }) => ({ ...others, on: enabled !== false }));
          expect(plain(undone)).toEqual(plain(config));
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it.each([
    [{ afterId: "a", beforeId: "b" }, ["a", "c", "b", "d"]],
    [{ afterId: null, beforeId: "a" }, ["c", "a", "b", "d"]],
    [{ afterId: "d", beforeId: null }, ["a", "b", "d", "c"]],
    // One neighbour was removed by somebody else: the other still tells the place.
    [{ afterId: "a", beforeId: "gone" }, ["a", "c", "b", "d"]],
    [{ afterId: "gone", beforeId: "b" }, ["a", "c", "b", "d"]],
    [{ afterId: "gone", beforeId: "gone too" }, ["a", "b", "d", "c"]],
    [{ afterId: null, beforeId: "gone" }, ["c", "a", "b", "d"]],
  ])("find their place by neighbours: %j", (place, expected) => {
    expect(ids(applyEdit(list("a", "b", "c", "d"), { kind: "move", ruleId: "c", place }).config)).toEqual(expected);
  });
});

describe("a whole list", () => {
  it("is brought back unless a part of it can't be read", () => {
    const whole = list("a", "b");
    expect(replaceBy(whole)).toEqual({ kind: "replace", config: whole });
    expect(replaceBy({ ...whole, brokenDefault: 7 })).toBeNull();
    const broken = readStoredRule({ ...rule("a"), enabled: null, matcher: 7 });
    expect(replaceBy({ ...whole, rules: [broken] })).toBeNull();
  });
});

describe("two people at one rule", () => {
  const base = rule("a");
  const place = { afterId: null, beforeId: null };
  const withRule = (one: ReplyRule): StoredConfig => ({ ...newAccountConfig(), rules: [one] });

  it("are put together where they changed different fields", () => {
    const theirs: ReplyRule = { ...base, label: "theirs" };
    const mine: ReplyRule = { ...base, response: { kind: "canned", text: "mine" } };
    const { config, clash } = applyEdit(withRule(theirs), { kind: "put", rule: mine, base, place });
    expect(config.rules).toEqual([{ ...base, label: "theirs", response: { kind: "canned", text: "mine" } }]);
    expect(clash).toBeNull();
  });

  it("are both kept where they changed the same field: theirs below, switched off", () => {
    const theirs: ReplyRule = { ...base, label: "theirs" };
    const mine: ReplyRule = { ...base, label: "mine" };
    const { config, clash } = applyEdit(withRule(theirs), { kind: "put", rule: mine, base, place });
    expect(config.rules).toEqual([mine, { ...theirs, id: "a-2", enabled: false }]);
    expect(clash).toEqual({ kind: "copied", ruleId: "a" });
  });

  it("keep a rule that one removes and the other changed", () => {
    const { config, clash } = applyEdit(withRule({ ...base, label: "theirs" }), { kind: "remove", base });
    expect(ids(config)).toEqual(["a"]);
    expect(clash).toEqual({ kind: "kept", ruleId: "a" });
  });

  it("bring a rule back that one changes and the other removed", () => {
    const mine: ReplyRule = { ...base, label: "mine" };
    const { config, clash } = applyEdit(newAccountConfig(), { kind: "put", rule: mine, base, place });
    expect(config.rules).toEqual([mine]);
    expect(clash).toEqual({ kind: "restored", ruleId: "a" });
  });

  it("see no change where the database only ordered the fields anew", () => {
    const stored = JSON.parse(
      '{"response":{"text":"ok","kind":"canned"},"matcher":{"keywords":["a"],"kind":"static_text"},"label":"a","id":"a"}',
    );
    const mine: ReplyRule = { ...base, label: "mine" };
    expect(applyEdit(withRule(stored), { kind: "put", rule: mine, base, place }).clash).toBeNull();
  });
});

it("makes ids that say what the rule is called", () => {
  expect(newRuleId("Opening hours?", "3f9a")).toBe("opening-hours-3f9a");
  expect(newRuleId("¡Horários!", "1")).toBe("horarios-1");
  expect(newRuleId("時間", "1")).toBe("rule-1");
});
