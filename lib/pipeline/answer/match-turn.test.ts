import { describe, expect, it } from "vitest";
import { detectLanguage } from "@/lib/adapters/language/detect-language";
import { languageGate } from "./match-turn";

describe("languageGate", () => {
  it.each([
    ["are you open on sunday?", "open"],
    ["", "open"],
    ["👍👍 12:30", "open"],
    ["¿abren los domingos?", "open"],
    ["Could I get an appointment for a haircut some time next week please?", "open"],
    ["Könnte ich bitte nächste Woche einen Termin zum Haareschneiden bekommen?", "language"],
    ["¿Podría pedir una cita para cortarme el pelo la semana que viene, por favor?", "language"],
    ["क्या आप रविवार को खुले हैं", "script"],
    ["هل أنتم مفتوحون يوم الأحد؟", "script"],
    ["Вы открыты? ok", "script"],
    ["ok book me 明日", "open"],
  ])("of %j is %s", (text, gate) => {
    expect(languageGate(text, detectLanguage)).toBe(gate);
  });

  it("asks the detector for long Latin texts only", () => {
    const asked: string[] = [];
    const detect = (text: string) => {
      asked.push(text);
      return { language: "de", reliable: false };
    };
    expect(languageGate("kurz", detect)).toBe("open");
    expect(languageGate("ein Text, der lang genug ist, um erkannt zu werden", detect)).toBe("open");
    expect(asked).toHaveLength(1);
  });
});
