import { describe, expect, it } from "vitest";
import { detectLanguage } from "@/lib/adapters/language/detect-language";
import { UpstreamError } from "@/lib/core/errors";
import { newAccountConfig } from "@/lib/rules/config/reply-config";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import { DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { type IntentPorts, languageGate, measureIntent } from "./match-turn";

describe("languageGate", () => {
  it.each([
    ["are you open on sunday?", "open"],
    ["", "open"],
    ["👍👍 12:30", "open"],
    ["¿abren los domingos?", "language"],
    ["¿abren hoy?", "open"],
    ["Levis 501 W32 L34", "open"],
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

  it("asks the detector from 15 characters in Latin letters", () => {
    const asked: string[] = [];
    const detect = (text: string) => {
      asked.push(text);
      return { language: "de", reliable: false };
    };
    expect(languageGate("kurz und gut..", detect)).toBe("open");
    expect(languageGate("Größe 501 W32 L34", detect)).toBe("open");
    expect(languageGate("ein Text, lang.", detect)).toBe("open");
    expect(asked).toEqual(["ein Text, lang."]);
  });
});

describe("measureIntent", () => {
  it("goes by what the model in force has by now, when the one before is not offered any more", async () => {
    const vector = Float32Array.from([1, 0]);
    const earlier = { name: "gone", pooling: "cls" } as const;
    const refusal = { status: 410, code: null, parameter: null };
    const ports: IntentPorts = {
      detectLanguage,
      loadVectors: async () => ({
        vectors: new Map([
          ["a", [vector]],
          ["b", [vector]],
        ]),
        earlier,
        inForce: new Map([["a", [vector]]]),
      }),
      embed: async (_texts, _tenantId, model) => {
        if (model !== null) throw new UpstreamError("workers-ai", "embed", false, "HTTP 410", { refusal });
        return [vector];
      },
    };
    const owner = {
      account: DEMO_ACCOUNT,
      config: newAccountConfig(),
      configVersion: 1,
      intentInAnyLanguage: true,
      facts: null,
      shortMemory: false,
      moreOwnWords: NO_MORE_WORDS,
    };
    const measured = await measureIntent(ports, owner, ["hello"]);
    expect(measured).toMatchObject({ gap: null, scores: { kind: "scored" } });
    expect(measured.scores.kind === "scored" && [...measured.scores.scores.keys()]).toEqual(["a"]);
  });
});
