import { describe, expect, it } from "vitest";
import { newAccountConfig, REPLY_CONFIG_LIMITS } from "../config/reply-config";
import { replyConfigSchema } from "../config/reply-config.schema";
import { ruleTemplates } from "./rule-templates";
import { TEMPLATE_LANGUAGES, TEMPLATE_TOPICS, TRADES } from "./template-words";

describe("rule templates", () => {
  const all = TRADES.flatMap((trade) => TEMPLATE_LANGUAGES.map((language) => ({ trade, language })));

  it.each(all)("of a $trade in $language can be saved as they are, and differ", ({ trade, language }) => {
    const templates = ruleTemplates(trade, language);
    expect(templates.map(({ topic }) => topic)).toEqual(TEMPLATE_TOPICS);
    const rules = templates.map(({ topic, description, examples, response }) => ({
      id: topic,
      label: topic,
      matcher: { kind: "prompt", description, examples, threshold: REPLY_CONFIG_LIMITS.minThreshold },
      response,
    }));
    expect(replyConfigSchema.safeParse({ ...newAccountConfig(), rules }).error).toBeUndefined();
    const examples = templates.flatMap((one) => one.examples);
    expect(new Set(examples).size).toBe(examples.length);
    expect(examples.join("\n")).not.toMatch(/[{}]/);
  });

  it("speak of what is booked there, in the right case", () => {
    const booking = (trade: "salon" | "hotel", language: "de" | "en") =>
      ruleTemplates(trade, language).find(({ topic }) => topic === "booking");
    expect(booking("salon", "de")?.examples).toContain("Kann ich einen Haarschnitt buchen?");
    expect(booking("hotel", "en")?.description).toContain("a double room");
  });
});
