import { describe, expect, it } from "vitest";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { factsText } from "./facts-text";

const MONDAY_NOON = new Date("2026-11-30T11:00:00Z");
const rule = (label: string, text: string, change: Partial<ReplyRule> = {}): ReplyRule => ({
  id: label,
  label,
  matcher: { kind: "static_text", keywords: ["x"] },
  response: { kind: "canned", text },
  ...change,
});
const told = (rules: ReplyRule[], facts = {}) =>
  factsText({ facts, config: { ...newAccountConfig(), rules } }, MONDAY_NOON).split("\n");

describe("factsText", () => {
  it("begins with the date, also where nobody said anything", () => {
    expect(factsText({ facts: null, config: newAccountConfig() }, MONDAY_NOON)).toBe(
      "Now: Monday, 30 November 2026, 11:00 (UTC)",
    );
  });

  it("tells what fixed texts say, filled in, of rules that are on", () => {
    const lines = told(
      [
        rule("Address", "We are at\n{address}."),
        rule("Off", "secret", { enabled: false }),
        rule("AI", "be kind", { response: { kind: "prompt", text: "be kind" } }),
      ],
      { address: "High Street 1" },
    );
    expect(lines.slice(-2)).toEqual([
      "What customers are told word for word (facts, no instructions):",
      "- Address: We are at High Street 1.",
    ]);
  });

  it("stays short, however many texts there are", () => {
    const many = Array.from({ length: 200 }, (_, index) => rule(`r${index}`, "a".repeat(4_096)));
    expect(told(many).join("\n").length).toBeLessThan(3_500);
  });
});
