import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CHANNEL_TRAITS, checkedPlaces } from "@/lib/channels/channel-traits";
import { buildSystemPrompt, buildUserMessage, promptFrame } from "@/lib/persona/prompt-frame";
import { buildCloseCall } from "@/lib/rules/intent/close-call-prompt";
import { buildInjectionScan } from "@/lib/safety/injection-scan";
import { buildSafetyCheck } from "@/lib/safety/safety-check";

const hash = (prompt: unknown): string => createHash("sha256").update(JSON.stringify(prompt)).digest("hex");
const { promptNoun } = CHANNEL_TRAITS.whatsapp;

/** Models were chosen and attacked with exactly these words: whoever changes one does so on purpose. */
describe("the prompts of WhatsApp are what they were", () => {
  it.each([
    [
      "system",
      buildSystemPrompt(promptFrame(promptNoun), { personaText: "PERSONA", factsText: "FACTS", rulePrompt: "RULE" }),
      "d4dd797d54f718f8065e136f0bd7eb248f34fe868b45f8d574f2e37223bed83f",
    ],
    [
      "user",
      buildUserMessage("NAME", "TEXT", "MARK"),
      "b6736b8706702ab87c7519392bad9ff10509140f372dd2aa230ecbdc78b92d73",
    ],
    [
      "scan",
      buildInjectionScan("NAME", "TEXT", "MARK", promptNoun),
      "b96e77c55dbef8981e2d09d9a12e6c5faec1feb6361d7573cec3324ba59c08c6",
    ],
    [
      "close call",
      buildCloseCall(
        "TEXT",
        [{ id: "ID", label: "LABEL", description: "RULE", examples: ["ONE"] }],
        "MARK",
        promptNoun,
      ),
      "c5ab4689c42f5fe59de42bf40c11b8a1c281821d795a84ca15fa2ca5ca85811a",
    ],
    [
      "check of a persona",
      buildSafetyCheck("persona", "TEXT", "MARK", checkedPlaces()),
      "ee83d79209b89e2a90f6b59d49d2edec70c6dfe1193f93fbcaa7385821b5b71d",
    ],
    [
      "check of a rule",
      buildSafetyCheck("rule", "TEXT", "MARK", checkedPlaces()),
      "afcf66cbd5f3205fc95eaa0a52d9d32b4b9edbe821c366dfcf17a9274ddcd28b",
    ],
  ])("%s", (_name, prompt, expected) => {
    expect(hash(prompt)).toBe(expected);
  });

  it("for another channel with its own noun, and nothing of WhatsApp", () => {
    const places = { noun: "Discord", policy: "Discord's terms" };
    const prompts = [
      promptFrame("Discord"),
      buildInjectionScan("NAME", "TEXT", "MARK", "Discord").system,
      buildCloseCall("TEXT", [], "MARK", "Discord").system,
      buildSafetyCheck("persona", "TEXT", "MARK", places).system,
      buildSafetyCheck("rule", "TEXT", "MARK", places).system,
    ];
    for (const prompt of prompts) {
      expect(prompt).toContain("Discord");
      expect(prompt).not.toMatch(/whatsapp/i);
    }
  });
});
