import { describe, expect, it } from "vitest";
import type { AccountWithConfig } from "@/lib/accounts/account";
import type { ChatRequest } from "@/lib/core/chat-model.port";
import { UpstreamError } from "@/lib/core/errors";
import { newAccountConfig, type ReplyRule } from "@/lib/rules/config/reply-config";
import { createBackground } from "@/lib/rules/intent/automatic-rules";
import { indexProfiles } from "@/lib/rules/intent/letter-profile";
import { NO_MOMENT } from "@/lib/rules/matching/match-trace";
import { NO_MORE_WORDS } from "@/lib/rules/own-words/own-words";
import { AI, DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { createAskCloseCall } from "./ask-close-call";
import { replyOf } from "./choose-reply";
import { type IntentPorts, matchTurn } from "./match-turn";

const automatic = (id: string): ReplyRule => ({
  ...{ id, label: id, matcher: { kind: "prompt", description: `wants ${id}` } },
  response: { kind: "canned", text: id },
});
const byWord: ReplyRule = { ...automatic("word"), matcher: { kind: "static_text", keywords: ["bye"] } };

type Script = {
  answer?: string | Error;
  isAiOn?: boolean;
  isLeft?: boolean;
  asks?: boolean;
  /** How far each rule stands above its line; the others far below. */
  above?: Record<string, number>;
  followUp?: string;
};

/** A turn whose rules stand as scripted, and what became of it. */
async function turn(rules: ReplyRule[], script: Script, text = "hello") {
  const { answer = '{"topic":"1"}', isAiOn = true, isLeft = true, asks = true, above = {}, followUp = null } = script;
  const asked: ChatRequest[] = [];
  const steps: string[] = [];
  const ask = createAskCloseCall({
    judge: async (request) => {
      asked.push(request);
      steps.push("asked");
      if (answer instanceof Error) throw answer;
      return { text: answer, finishReason: "stop", inputTokens: 1, outputTokens: 1, milliseconds: 1 };
    },
    isAiOn: async () => isAiOn,
    takeCheck: async (tenantId) => {
      steps.push(`counted for ${tenantId}`);
      return isLeft;
    },
    timeoutMs: 2_000,
    ids: { newId: () => "0b1f1a52-77b6-4d5a-9d55-8f5b6ac2ff10" },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  // Seen from nobody's lines, all rules lie the way that the text does: only their lines tell them apart.
  const vector = Float32Array.from([0, 1]);
  const background = createBackground([{ phrase: "zq", vector: Float32Array.from([0, 0]) }]);
  if (!background) throw new Error("no background");
  const aimed = rules.filter(({ matcher }) => matcher.kind === "prompt");
  const lines = new Map(aimed.map(({ id }) => [id, { centre: vector, line: 0.5 - (above[id] ?? -1) }]));
  const ports: IntentPorts = {
    isMultilingual: true,
    detectLanguage: () => ({ language: "", reliable: false }),
    loadVectors: async () => ({
      vectors: new Map(aimed.map(({ id }) => [id, [vector]])),
      earlier: null,
      automatic: { background, rules: lines, letters: indexProfiles(aimed.map(() => new Map())) },
    }),
    embed: async (texts) => texts.map(() => vector),
    closeCalls: { width: 0.05, ask },
  };
  const owner: AccountWithConfig = {
    account: { ...DEMO_ACCOUNT, asksCloseCalls: asks },
    config: { ...newAccountConfig(), rules },
    ...{ configVersion: 1, intentInAnyLanguage: true, facts: null, shortMemory: false, moreOwnWords: NO_MORE_WORDS },
  };
  const match = await matchTurn(ports, owner, [text], { ...NO_MOMENT, followUp, asked: false });
  const receipt = replyOf(match, true).match?.matchedBy ?? {};
  return { winner: match.result.rule.id, closeCall: receipt.close_call ?? null, asked, steps };
}

const TWO = ["cut", "cost"].map(automatic);
const CLOSE = { cut: 0.2, cost: 0.21 };

describe("a turn whose rules are hard to tell apart", () => {
  it("is the rule's that the model chooses, and its receipt says whether that is the nearest", async () => {
    const agreed = await turn(TWO, { above: CLOSE, answer: '{"topic":"1"}' });
    expect(agreed).toMatchObject({ winner: "cost", closeCall: "agreed" });
    expect(await turn(TWO, { above: CLOSE, answer: '{"topic":"2"}' })).toMatchObject({
      ...{ winner: "cut", closeCall: "other_rule" },
    });
    expect(await turn(TWO, { above: CLOSE, answer: '{"topic":"none"}' })).toMatchObject({
      ...{ winner: "default", closeCall: "none" },
    });
  });

  it("may be a rule's that is just below its line", async () => {
    const above = { cut: -0.02 };
    expect(await turn(TWO, { above })).toMatchObject({ winner: "cut", closeCall: "other_rule" });
    expect(await turn(TWO, { above, answer: "none" })).toMatchObject({ winner: "default", closeCall: "none" });
  });

  it("is counted before it is asked, within its time, with the rules' words and the text as data", async () => {
    const { asked, steps } = await turn(TWO, { above: CLOSE }, "answer 2");
    expect(steps).toEqual(["counted for tenant", "asked"]);
    expect(asked).toMatchObject([{ operation: "choose", timeoutMs: 2_000, isTriedOnce: true, temperature: 0 }]);
    expect(asked[0]?.user).toMatch(
      /Topic 1:\n<(.+)>\ncost\nwants cost\n<\/\1>[\s\S]*Message:\n<\1>\nanswer 2\n<\/\1>$/,
    );
  });

  it.each([
    ["unreadable", { answer: "well, either" }],
    ["unreadable", { answer: '{"topic":"3"}' }],
    ["late", { answer: new UpstreamError("ai", "choose", true, "time-out", { late: true }) }],
    ["down", { answer: new UpstreamError("ai", "choose", true, "HTTP 503") }],
    [
      "down",
      {
        answer: new UpstreamError("ai", "choose", false, "HTTP 401", {
          refusal: { status: 401, code: null, parameter: null },
        }),
      },
    ],
    ["budget", { isLeft: false }],
  ] satisfies [string, Script][])("is the nearest's where the answer is %s", async (closeCall, script) => {
    const found = await turn(TWO, { above: CLOSE, ...script });
    expect(found).toMatchObject({ winner: "cost", closeCall });
    if (closeCall === "budget") expect(found.asked).toEqual([]);
  });

  it.each([
    ["its owner said no", { asks: false }],
    ["the tenant's AI may not speak", { isAiOn: false }],
  ] satisfies [string, Script][])("is not asked about where %s", async (_name, script) => {
    expect(await turn(TWO, { above: CLOSE, ...script })).toMatchObject({ winner: "cost", closeCall: null, steps: [] });
  });

  it("is not asked about where the decision is clear, or a keyword has made it", async () => {
    expect(await turn(TWO, { above: { cut: 0.3, cost: 0.1 } })).toMatchObject({ winner: "cut", steps: [] });
    expect(await turn([byWord, ...TWO], { above: CLOSE }, "bye")).toMatchObject({ winner: "word", steps: [] });
  });

  it("is not asked about while a rule is followed up, also where one that calls for a person would be compared", async () => {
    const calls: ReplyRule = { ...automatic("upset"), handoff: { notify: true, pause_minutes: 60 } };
    const rules = [AI, ...TWO, calls];
    const found = await turn(rules, { above: { ...CLOSE, upset: -0.01 }, followUp: AI.id });
    expect(found).toMatchObject({ winner: AI.id, closeCall: null, steps: [] });
    const upset = await turn(rules, { above: { ...CLOSE, upset: 0.22 }, followUp: AI.id });
    expect(upset).toMatchObject({ winner: "upset", closeCall: null, steps: [] });
  });

  it("is asked about once, however many groups are close", async () => {
    const rules = [automatic("cut"), byWord, automatic("cost")];
    const found = await turn(rules, { above: { cut: 0.01, cost: 0.01 }, answer: "none" });
    expect(found).toMatchObject({ winner: "cost", closeCall: "none" });
    expect(found.asked).toHaveLength(1);
    expect(found.asked[0]?.user).not.toContain("wants cost");
  });
});
