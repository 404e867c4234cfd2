import { describe, expect, it } from "vitest";
import { detectLanguage } from "@/lib/adapters/language/detect-language";
import { UpstreamError } from "@/lib/core/errors";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { aimRules, createBackground } from "@/lib/rules/intent/automatic-rules";
import { NO_MOMENT } from "@/lib/rules/matching/match-trace";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import { AI, DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { type IntentPorts, languageGate, matchTurn, measureIntent } from "./match-turn";

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
      isMultilingual: false,
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

describe("automatic rules", () => {
  const unit = (...components: number[]) =>
    Float32Array.from(components, (component) => component / Math.hypot(...components));
  /** What holds "cut" lies one way, what holds "cost" another, and all else between. */
  const vectorOf = (text: string) => unit(2, text.includes("cut") ? 1 : 0, text.includes("cost") ? 1 : 0);
  const withVectors = (texts: readonly string[]) => texts.map((phrase) => ({ phrase, vector: vectorOf(phrase) }));
  const background = createBackground(withVectors(["hello there", "good day", "who are you", "what a day"]));
  const winner = async (texts: string[], automatic = true) => {
    const asked: (readonly string[])[] = [];
    const phrases = new Map([
      ["cut", withVectors(["wants a cut"])],
      ["cost", withVectors(["asks what it costs"])],
    ]);
    const ports: IntentPorts = {
      isMultilingual: false,
      detectLanguage,
      loadVectors: async () => ({
        vectors: new Map([...phrases].map(([id, own]) => [id, own.map(({ vector }) => vector)])),
        earlier: null,
        automatic: automatic && background ? aimRules(phrases, background) : null,
      }),
      embed: async (given) => {
        asked.push(given);
        return given.map(vectorOf);
      },
    };
    const rules = [...phrases.keys()].map(
      (id): ReplyRule => ({ ...AI, id, matcher: { kind: "prompt", description: id } }),
    );
    const owner = {
      ...{ account: DEMO_ACCOUNT, configVersion: 1, intentInAnyLanguage: true, facts: null, shortMemory: false },
      ...{ moreOwnWords: NO_MORE_WORDS, config: { ...newAccountConfig(), rules } },
    };
    const { result } = await matchTurn(ports, owner, texts, { ...NO_MOMENT, followUp: null, asked: false });
    return { id: result.rule.id, why: result.why.kind, asked };
  };

  it("are chosen by what is nearest, not by their order", async () => {
    expect(await winner(["what does it cost"])).toMatchObject({ id: "cost", why: "nearest" });
    expect(await winner(["a cut please"])).toMatchObject({ id: "cut", why: "nearest" });
    expect(await winner(["hello"])).toMatchObject({ id: "default" });
  });

  it("see a burst as one and message by message, in one call", async () => {
    const burst = ["hi", "  ", "a cut please"];
    expect(await winner(burst)).toEqual({
      id: "cut",
      why: "nearest",
      asked: [[burst.join("\n"), "hi", "a cut please"]],
    });
    const long = Array.from({ length: 40 }, (_, at) => `message ${at}`);
    expect((await winner(long)).asked[0]).toHaveLength(11);
  });

  it("rest while there is nothing to measure them beside", async () => {
    expect(await winner(["a cut please"], false)).toMatchObject({ id: "default" });
  });
});

describe("a followed-up rule", () => {
  const vector = Float32Array.from([1, 0]);
  const booking: ReplyRule = { ...AI, id: "booking" };
  const upset: ReplyRule = {
    id: "upset",
    label: "Upset",
    matcher: { kind: "prompt", description: "complains", threshold: 0.5 },
    response: { kind: "canned", text: "I've told a person." },
  };
  const winner = async (rules: ReplyRule[], loads = { asked: 0 }) => {
    const ports: IntentPorts = {
      isMultilingual: false,
      detectLanguage,
      loadVectors: async () => {
        loads.asked += 1;
        return { vectors: new Map([["upset", [vector]]]), earlier: null };
      },
      embed: async () => [vector],
    };
    const owner = {
      ...{ account: DEMO_ACCOUNT, configVersion: 1, intentInAnyLanguage: true, facts: null, shortMemory: false },
      ...{ moreOwnWords: NO_MORE_WORDS, config: { ...newAccountConfig(), rules } },
    };
    const moment = { ...NO_MOMENT, followUp: "booking", asked: false };
    return (await matchTurn(ports, owner, ["this is a scandal"], moment)).result.rule.id;
  };

  it("gives way to a rule above it that takes every message now", async () => {
    const closed: ReplyRule = { ...upset, id: "closed", matcher: { kind: "any" } };
    expect(await winner([closed, booking])).toBe("closed");
    expect(await winner([booking, closed])).toBe("booking");
    expect(await winner([{ ...closed, enabled: false }, booking])).toBe("booking");
    expect(await winner([{ ...closed, when: { kind: "closed" } }, booking])).toBe("booking");
  });

  it("goes before rules by meaning, without asking for one, but for those that call for a person", async () => {
    const loads = { asked: 0 };
    expect(await winner([upset, booking], loads)).toBe("booking");
    expect(loads.asked).toBe(0);
    const handoff = { notify: true, pause_minutes: 60 };
    expect(await winner([booking, { ...upset, handoff }])).toBe("upset");
    expect(await winner([booking, { ...upset, handoff, enabled: false }])).toBe("booking");
  });
});
