import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CHANNEL_TRAITS, checkedPlaces } from "@/lib/channels/channel-traits";
import { buildSystemPrompt, buildUserMessage, promptFrame } from "@/lib/persona/prompt-frame";
import { buildInjectionScan } from "@/lib/safety/injection-scan";
import { buildSafetyCheck } from "@/lib/safety/safety-check";

const hash = (prompt: unknown): string => createHash("sha256").update(JSON.stringify(prompt)).digest("hex");
const { promptNoun } = CHANNEL_TRAITS.whatsapp;

/** Models were chosen and attacked with exactly these words: whoever changes one does so on purpose. */
describe("the prompts of WhatsApp are what they were", () => {
  it.each([
    [
      "system",
      buildSystemPrompt(promptFrame(promptNoun), "PERSONA", "RULE"),
      "0e36b54c8c8c9bf95e1baed73bf69e20cc91be06b3e7983099f6a7328032acfc",
    ],
    [
      "user",
      buildUserMessage("NAME", "TEXT", "MARK"),
      "57d0de198dc9513b4d47b66a57ac4fee7591b1037f6268139c278dbef5fbf83e",
    ],
    [
      "scan",
      buildInjectionScan("NAME", "TEXT", "MARK", promptNoun),
      "22eb9cc99cc349dc87a1b0318e00983d980a082a41ed99aebd765f72760a0225",
    ],
    [
      "check of a persona",
      buildSafetyCheck("persona", "TEXT", "MARK", checkedPlaces()),
      "e0df821332e7b9ae563d0b613d16b8cf5eb4cd0970bfb341adc053f6cc642f13",
    ],
    [
      "check of a rule",
      buildSafetyCheck("rule", "TEXT", "MARK", checkedPlaces()),
      "9f65077a8bc14f33b6ffd0089976e8e92092530bd47afececd06d222c6868cfd",
    ],
  ])("%s", (_name, prompt, expected) => {
    expect(hash(prompt)).toBe(expected);
  });

  it("for another channel with its own noun, and nothing of WhatsApp", () => {
    const places = { noun: "Discord", policy: "Discord's terms" };
    const prompts = [
      promptFrame("Discord"),
      buildInjectionScan("NAME", "TEXT", "MARK", "Discord").system,
      buildSafetyCheck("persona", "TEXT", "MARK", places).system,
      buildSafetyCheck("rule", "TEXT", "MARK", places).system,
    ];
    for (const prompt of prompts) {
      expect(prompt).toContain("Discord");
      expect(prompt).not.toMatch(/whatsapp/i);
    }
  });
});
