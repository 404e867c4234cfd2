import { describe, expect, it } from "vitest";
import { detectLanguage } from "@/lib/adapters/language/detect-language";
import { toWhatsappMarks } from "@/lib/adapters/markdown/render-reply";
import type { ChatRequest } from "@/lib/core/chat-model.port";
import { UpstreamError } from "@/lib/core/errors";
import { promptFrame } from "@/lib/persona/prompt-frame";
import type { SafetyState } from "@/lib/safety/safety-check";
import { AI, DEMO_ACCOUNT, T0 } from "@/lib/testing/pipeline/pipeline-world";
import { NOTHING_REMEMBERED } from "../hold/short-memory.port";
import type { AiPorts, GenerateRequest, WritingTime } from "./generate-reply";
import { createAdmitReply, createGenerateReply, createScanMessage } from "./run-model";

const FRAME = promptFrame("WhatsApp");
const APPROVED: SafetyState = { status: "approved" };
const PENDING: SafetyState = { status: "pending", attempts: 1 };
const REJECTED: SafetyState = { status: "rejected", reason: "no" };

const request: GenerateRequest = {
  account: DEMO_ACCOUNT,
  turnId: "turn",
  rule: AI,
  tellsAssistant: false,
  factsText: "Today is Tuesday. Cut: 45 EUR.",
  senderName: "Alex",
  followsUp: false,
  remembered: NOTHING_REMEMBERED,
  messages: [
    { providerMessageId: "m1", text: "can I book", sentAt: new Date(T0) },
    { providerMessageId: "m2", text: "for friday?", sentAt: new Date(T0 + 1_000) },
  ],
};

const TIME: WritingTime = { draftMs: 12_000, endsAt: T0 + 24_000 };

type Answer = string | Error;

/** The AI's road with scripted models; the last answer of a script stays. */
function createRoad(script: { persona?: SafetyState; rule?: SafetyState; drafts?: Answer[]; scans?: Answer[] } = {}) {
  const asked: ChatRequest[] = [];
  const typed: string[] = [];
  const counted: string[] = [];
  const logged: string[] = [];
  const model = (answers: Answer[]) => async (chat: ChatRequest) => {
    asked.push(chat);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return { text: answer ?? "", finishReason: "stop" as const, inputTokens: 1, outputTokens: 1, milliseconds: 1 };
  };
  const log = (event: string): void => void logged.push(event);
  const ports: AiPorts = {
    readPrompts: async (_tenantId, rulePrompt) => ({
      assistantLine: null,
      persona: { text: "You answer for Demo Salon.", safety: script.persona ?? APPROVED },
      rule: { text: rulePrompt, safety: script.rule ?? APPROVED },
    }),
    generate: model(script.drafts ?? ["Which service would you like?"]),
    renderReply: { "whatsapp-marks": toWhatsappMarks },
    judge: model(script.scans ?? ['{"flagged":false}']),
    countCall: async (tenantId, call) => void counted.push(`${tenantId} ${call}`),
    detectLanguage,
    showTyping: async (_account, messageId) => void typed.push(messageId),
    clock: { now: () => new Date(T0) },
    ids: { newId: () => "0b1f1a52-77b6-4d5a-9d55-8f5b6ac2ff10" },
    log: { info: log, warn: log, error: log },
  };
  return {
    ports,
    asked,
    typed,
    counted,
    logged,
    admit: createAdmitReply(ports),
    scan: createScanMessage(ports),
    generate: createGenerateReply(ports),
  };
}

const away = new UpstreamError("ai", "generate", true, "HTTP 503");
const refusal = { status: 404, code: null, parameter: null };
const refused = new UpstreamError("ai", "generate", false, "HTTP 404", { refusal });

describe("admission", () => {
  it.each([
    ["ai_blocked_persona", { persona: PENDING }],
    ["ai_blocked_persona", { persona: REJECTED }],
    ["ai_blocked_rule", { rule: PENDING }],
    ["ai_blocked_rule", { rule: REJECTED }],
  ])("ends %s without asking any model", async (reason, script) => {
    const road = createRoad(script);
    expect(await road.admit(request)).toEqual({ kind: "blocked", reason });
    expect(road.asked).toEqual([]);
  });

  it("scans name and message with the small model, as data", async () => {
    const road = createRoad();
    expect(await road.scan(request)).toEqual({ kind: "admitted" });
    expect(road.asked[0]?.user).toContain("Alex");
    expect(road.asked[0]?.user).toContain("can I book\nfor friday?");
    expect(road.counted).toEqual([`${request.account.tenantId} check`]);
    expect(road.asked[0]?.system).not.toContain("Alex");
  });

  it.each([
    ['{"flagged":true}', { kind: "blocked", reason: "injection_flagged" }],
    ["I can't judge that", { kind: "undecided", reason: "injection_scan_down" }],
    [away, { kind: "undecided", reason: "injection_scan_down" }],
    [refused, { kind: "blocked", reason: "ai_refused" }],
  ])("of a scan that says %s is %j", async (scan, admission) => {
    expect(await createRoad({ scans: [scan] }).scan(request)).toEqual(admission);
  });
});

describe("generation", () => {
  it("gives frame, persona and rule as system, name and text as fenced data", async () => {
    const road = createRoad();
    expect(await road.generate(request, TIME)).toEqual({
      kind: "draft",
      text: "Which service would you like?",
      handoff: false,
    });
    const [chat] = road.asked;
    expect(chat?.system).toContain(FRAME);
    expect(chat?.system).toContain("You answer for Demo Salon.");
    expect(chat?.system).toContain("Today is Tuesday. Cut: 45 EUR.");
    expect(chat?.system).toContain("ask which day");
    expect(chat?.user).toMatch(/<(\S{36})>Alex<\/\1>[\s\S]*<\1>\ncan I book\nfor friday\?\n<\/\1>/);
  });

  it("hands on that the model wants a person, and never the JSON that it said so in", async () => {
    const road = createRoad({ drafts: ['{"reply":"Someone will answer here.","handoff":true}'] });
    const text = "Someone will answer here.";
    expect(await road.generate(request, TIME)).toEqual({ kind: "draft", text, handoff: true });
    expect(road.asked[0]?.schema?.properties).toHaveProperty("handoff");
    const cut = createRoad({ drafts: ['{"reply":"Someone will', '{"reply":"Which day?"}'] });
    expect(await cut.generate(request, TIME)).toEqual({ kind: "draft", text: "Which day?", handoff: false });
  });

  it("says that an assistant writes where it has to, behind what the guards looked at, within the length of a reply", async () => {
    const first = { ...request, tellsAssistant: true };
    const long = `${"Yes. ".repeat(197)}Which day?`;
    const road = createRoad({ drafts: [long, "Which day?"] });
    const text = "Which day?\n\nThis reply comes from our AI assistant.";
    expect(await road.generate(first, TIME)).toEqual({ kind: "draft", text, handoff: false });
    expect(road.asked).toHaveLength(2);
    expect(await createRoad({ drafts: [long] }).generate(request, TIME)).toMatchObject({ kind: "draft" });
    const { readPrompts } = road.ports;
    road.ports.readPrompts = async (...of) => ({
      ...(await readPrompts(...of)),
      assistantLine: "Lumi, an AI, writes.",
    });
    expect(await createGenerateReply(road.ports)(first, TIME)).toMatchObject({
      text: expect.stringMatching(/\n\nLumi/),
    });
  });

  it("takes no longer than it may, nor than what is left", async () => {
    const road = createRoad({ drafts: [""] });
    await road.generate(request, TIME);
    await road.generate(request, { draftMs: 12_000, endsAt: T0 + 5_000 });
    expect(road.asked.map(({ timeoutMs }) => timeoutMs)).toEqual([12_000, 12_000, 5_000, 5_000]);
  });

  it("shows typing for the newest message, and goes on when that fails", async () => {
    const road = createRoad();
    await road.generate(request, TIME);
    expect(road.typed).toEqual(["m2"]);
    road.ports.showTyping = async () => {
      throw new UpstreamError("meta", "typing", false, "HTTP 400");
    };
    expect(await createGenerateReply(road.ports)(request, TIME)).toMatchObject({ kind: "draft" });
    expect(road.logged).toContain("turn.typing_failed");
  });

  it("does not speak from texts whose approval went since the admission", async () => {
    const road = createRoad({ persona: PENDING });
    expect(await road.generate(request, TIME)).toEqual({ kind: "blocked", reason: "ai_blocked_persona" });
    expect(road.asked).toEqual([]);
  });

  it("writes a refused draft once more", async () => {
    const road = createRoad({ drafts: ["see https://evil.example", "Which day?"] });
    expect(await road.generate(request, TIME)).toEqual({ kind: "draft", text: "Which day?", handoff: false });
    expect(road.asked).toHaveLength(2);
  });

  it.each(["", "see https://evil.example", "x".repeat(1_001), FRAME])(
    "gives up after two refused drafts (%#)",
    async (draft) => {
      const road = createRoad({ drafts: [draft] });
      expect(await road.generate(request, TIME)).toEqual({ kind: "blocked", reason: "guard_blocked" });
      expect(road.asked).toHaveLength(2);
      expect(road.logged.join()).not.toContain("evil");
    },
  );

  it("tells a model that refuses this installation from one that is away", async () => {
    const road = createRoad({ drafts: [refused] });
    expect(await road.generate(request, TIME)).toEqual({ kind: "blocked", reason: "ai_refused" });
    expect(road.asked).toHaveLength(1);
  });

  it.each(["length", "content_filter"] as const)("never sends what ended by %s", async (finishReason) => {
    const road = createRoad();
    const { generate } = road.ports;
    road.ports.generate = async (chat) => ({ ...(await generate(chat)), finishReason });
    expect(await createGenerateReply(road.ports)(request, TIME)).toEqual({ kind: "blocked", reason: "guard_blocked" });
    expect(road.asked).toHaveLength(2);
  });

  it.each([
    [true, { kind: "unavailable" }],
    [false, { kind: "blocked", reason: "ai_refused" }],
  ])("says of a failure that may pass (%s) that it is %j", async (retryable, result) => {
    const road = createRoad({ drafts: [new UpstreamError("ai", "generate", retryable, "HTTP 400")] });
    expect(await road.generate(request, TIME)).toEqual(result);
  });
});
