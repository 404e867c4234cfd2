import { describe, expect, it } from "vitest";
import type { PersonaBrief } from "./persona";
import { personaSchema } from "./persona.schema";
import { PRESETS } from "./presets";
import { MAX_REPLY_CHARACTERS } from "./prompt-frame";
import { renderPersona } from "./render-persona";

const brief: PersonaBrief = {
  businessName: "Demo Salon",
  businessType: "a hair salon",
  place: "",
  openingHours: "7am–7pm every day",
  voice: "",
  goal: "",
  link: "",
  phrases: "",
  avoidTopics: "",
  neverSay: "",
  humanWhen: "",
  humanHow: "call 030 1234567",
};

describe("a persona", () => {
  it("is rendered alike each time, without its empty fields", () => {
    const text = renderPersona({ mode: "builder", ...brief });
    expect(text).toBe(
      "You answer for Demo Salon.\nWhat it is: a hair salon\nOpening hours: 7am–7pm every day\nHow to reach a human: call 030 1234567",
    );
    expect(renderPersona({ mode: "builder", ...brief })).toBe(text);
    expect(renderPersona({ mode: "custom", text: "  mine  " })).toBe("mine");
  });

  it("has at least six voices to begin with, each with a sample that could be sent", () => {
    expect(PRESETS.length).toBeGreaterThanOrEqual(6);
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
    for (const { id, sample } of PRESETS) {
      expect(sample.length).toBeLessThan(MAX_REPLY_CHARACTERS);
      expect(personaSchema.safeParse({ mode: "preset", preset: id, businessName: "X" }).success).toBe(true);
    }
  });

  it.each([
    [{ mode: "preset", preset: "nobody", businessName: "X" }, "preset"],
    [{ mode: "preset", preset: "warm", businessName: " " }, "businessName"],
    [{ mode: "builder", ...brief, humanHow: "" }, "humanHow"],
    [{ mode: "builder", ...brief, link: "javascript:alert(1)" }, "link"],
    [{ mode: "builder", ...brief, goal: "x".repeat(501) }, "goal"],
    [{ mode: "custom", text: "" }, "text"],
    [{ mode: "custom", text: "x".repeat(4_001) }, "text"],
    [{ mode: "custom", text: "a\u0000b" }, "text"],
  ])("with a wrong field names it (%#)", (value, field) => {
    const result = personaSchema.safeParse(value);
    expect(result.error?.issues[0]?.path).toEqual([field]);
  });
});
