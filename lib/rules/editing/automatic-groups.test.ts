import { expect, it } from "vitest";
import type { StoredRule } from "../config/reply-config";
import { automaticGroups } from "./automatic-groups";

const response = { kind: "canned", text: "x" } as const;
/** A: automatic · a: the same, switched off · W: by words · N: with a threshold · X: broken */
function list(signs: string): StoredRule[] {
  return [...signs].map((sign, at): StoredRule => {
    const rule = { id: `${sign}${at}`, label: "", response };
    if (sign === "X") return { ...rule, matcher: { kind: "broken", stored: null } };
    if (sign === "W") return { ...rule, matcher: { kind: "static_text", keywords: ["w"] } };
    const matcher = { kind: "prompt" as const, description: "d", ...(sign === "N" ? { threshold: 0.7 } : {}) };
    return { ...rule, matcher, ...(sign === "a" ? { enabled: false } : {}) };
  });
}

it.each([
  ["A", {}],
  ["AWA", {}],
  ["ANA", {}],
  ["AA", { A0: "first of 2", A1: "last of 2" }],
  ["AaXA", { A0: "first of 2", A3: "last of 2" }],
  ["AAAWAA", { A0: "first of 3", A1: "middle of 3", A2: "last of 3", A4: "first of 2", A5: "last of 2" }],
])("groups %s", (signs, wanted) => {
  const groups = [...automaticGroups(list(signs))].map(([id, { place, count }]) => [id, `${place} of ${count}`]);
  expect(Object.fromEntries(groups)).toEqual(wanted);
});
