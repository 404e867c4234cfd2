import { afterEach, describe, expect, inject, it } from "vitest";
import type { ChatRequest } from "@/lib/core/chat-model.port";
import { UpstreamError } from "@/lib/core/errors";
import { createAskCloseCall } from "@/lib/pipeline/answer/ask-close-call";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import { type ChatModel, createCompleteChat } from "./complete-chat";

const workersAiUrl = inject("chatUrl");
const model = "@cf/meta/llama-4-scout-17b-16e-instruct";
const workersAi = {
  kind: "workers-ai",
  baseUrl: workersAiUrl,
  accountId: "account",
  token: "sandbox-ai-token",
  model,
} as const;
const ownModel = {
  kind: "openai-compatible",
  baseUrl: new URL("/v1", workersAiUrl).href,
  token: "sandbox-ai-token",
  model: "own",
} as const;

const request: ChatRequest = {
  operation: "generate",
  system: "You answer for Demo Salon.",
  user: "<aaaaaaaa>Alex</aaaaaaaa>\n<aaaaaaaa>\na-marked-word\n</aaaaaaaa>",
  maxOutputTokens: 300,
  temperature: 0.4,
};

const control = (method: string, path: string, body?: unknown) =>
  fetch(new URL(`/_sandbox/${path}`, workersAiUrl), {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

const ask = (chat: ChatModel = workersAi, timeoutMs = 3_000) => createCompleteChat(chat, timeoutMs)(request);

afterEach(async () => {
  await control("POST", "release", {});
  await control("DELETE", "faults");
  await control("DELETE", "calls");
  await control("POST", "model", {});
});

describe.each([
  ["Workers AI", workersAi],
  ["an OpenAI-compatible address", ownModel],
] as const)("completeChat through %s", (_name, chat) => {
  it("sends system and user apart, with limits, and reads text and tokens", async () => {
    const answer = await ask(chat);
    expect(answer.text).toMatch(/^Hi Alex! Thanks for writing to Demo Salon\./);
    expect(answer.inputTokens).toBeGreaterThan(5);
    expect(answer.outputTokens).toBeGreaterThan(5);
    const [call] = (await (await control("GET", "calls")).json()) as { body: { messages: unknown[] } }[];
    expect(call?.body).toMatchObject({
      max_tokens: 300,
      temperature: 0.4,
      messages: [{ role: "system", content: request.system }, { role: "user" }],
    });
    expect(JSON.stringify(call?.body.messages[1])).toContain("a-marked-word");
  });

  it("tries a passing error once more", async () => {
    await control("POST", "faults", [{ op: "generate", times: 1, kind: "error", status: 429 }]);
    expect((await ask(chat, 10_000)).text).toContain("Demo Salon");
  });

  it.each([
    [503, true],
    [400, false],
    [401, false],
  ])("says of HTTP %i whether it may pass, and quotes nothing", async (status, retryable) => {
    await control("POST", "faults", [{ op: "generate", times: 5, kind: "error", status }]);
    const error = await ask(chat, 10_000).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ retryable, message: `ai generate: HTTP ${status}` });
    expect(String(error)).not.toContain("a-marked-word");
  });

  const error = (code: unknown) => JSON.stringify({ error: { message: "a-marked-word", code }, errors: [{ code }] });
  it.each([
    [401, error(10000), "10000"],
    [402, error("billing_not_active"), "billing_not_active"],
    [404, error("model_not_found"), "model_not_found"],
    [410, "<html>gone</html>", null],
    [400, error(5007), "5007"],
    [429, error("insufficient_quota"), "insufficient_quota"],
  ])("says of HTTP %i with %s that nothing of ours is answered", async (status, body, code) => {
    await control("POST", "faults", [{ op: "generate", times: 5, kind: "error", status, body }]);
    const refused = await ask(chat, 10_000).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ retryable: false, refusal: { status, code, parameter: null } });
    expect(JSON.stringify(refused)).not.toContain("a-marked-word");
  });

  it.each([400, 503])("takes HTTP %i without such a code for one request's", async (status) => {
    await control("POST", "faults", [{ op: "generate", times: 5, kind: "error", status }]);
    await expect(ask(chat, 10_000)).rejects.toMatchObject({ refusal: null });
  });

  it("tries a 200 without an answer once more", async () => {
    const fault = { op: "generate", kind: "error", status: 200, body: "<html>Just a moment</html>" };
    await control("POST", "faults", [{ ...fault, times: 1 }]);
    expect((await ask(chat, 10_000)).text).toContain("Demo Salon");
    await control("POST", "faults", [{ ...fault, times: 2 }]);
    const unreadable = { retryable: true, message: "ai generate: unreadable answer" };
    await expect(ask(chat, 10_000)).rejects.toMatchObject(unreadable);
  });

  it("leaves out what a model refuses by its name, and remembers it", async () => {
    await control("POST", "model", { refuses: ["temperature", "max_tokens"] });
    const complete = createCompleteChat(chat, 5_000);
    for (let times = 0; times < 2; times += 1) expect((await complete(request)).text).toContain("Demo Salon");
    const calls = (await (await control("GET", "calls")).json()) as { status: number; body: object }[];
    expect(calls.map(({ status }) => status)).toEqual([400, 400, 200, 200]);
    expect(calls.at(-1)?.body).not.toHaveProperty("temperature");
    expect(calls.at(-1)?.body).not.toHaveProperty("max_tokens");
  });

  it("asks for JSON of a schema, and hands it on as text", async () => {
    const schema = {
      name: "reply_to_customer",
      properties: { reply: { type: "string" }, handoff: { type: "boolean" } },
    } as const;
    const complete = createCompleteChat(chat, 5_000);
    const answer = await complete({ ...request, schema });
    expect(JSON.parse(answer.text)).toMatchObject({ reply: expect.stringContaining("Demo Salon"), handoff: false });
    const [call] = (await (await control("GET", "calls")).json()) as { body: { response_format: { type: string } } }[];
    expect(call?.body.response_format.type).toBe("json_schema");
    expect(JSON.stringify(call?.body.response_format)).toContain('"required":["reply","handoff"]');
    await control("POST", "model", { refuses: ["response_format"] });
    for (let times = 0; times < 2; times += 1) {
      expect((await complete({ ...request, schema })).text).toMatch(/^Hi Alex!/);
    }
    const calls = (await (await control("GET", "calls")).json()) as { status: number }[];
    expect(calls.map(({ status }) => status)).toEqual([200, 400, 200, 200]);
  });

  it("asks once more without a schema that the model missed, and with it the next time", async () => {
    const schema = { name: "scan", properties: { flagged: { type: "boolean" } } } as const;
    const body = JSON.stringify({ success: false, errors: [{ code: 5024, message: "JSON Mode couldn't be met" }] });
    await control("POST", "faults", [{ op: "generate", times: 1, kind: "error", status: 400, body }]);
    const complete = createCompleteChat(chat, 5_000);
    expect((await complete({ ...request, schema })).text).toMatch(/^Hi Alex!/);
    expect((await complete({ ...request, schema })).text).toMatch(/^{/);
  });

  it("leaves it out of every request that is under way when the first one learns of it", async () => {
    await control("POST", "model", { refuses: ["temperature"] });
    const complete = createCompleteChat(chat, 5_000);
    const answers = await Promise.all([1, 2, 3, 4].map(() => complete(request)));
    for (const { text } of answers) expect(text).toContain("Demo Salon");
  });

  it("leaves it out also when a try that passed came before", async () => {
    await control("POST", "model", { refuses: ["temperature"] });
    await control("POST", "faults", [{ op: "generate", times: 1, kind: "error", status: 503 }]);
    expect((await ask(chat, 10_000)).text).toContain("Demo Salon");
  });

  it("takes a request's own time for it", async () => {
    await control("POST", "faults", [{ op: "generate", times: 1, kind: "delay", ms: 300 }]);
    const complete = createCompleteChat(chat, 50);
    expect((await complete({ ...request, timeoutMs: 5_000 })).text).toContain("Demo Salon");
  });

  it("gives up in time", async () => {
    await control("POST", "faults", [{ op: "generate", times: 5, kind: "hold" }]);
    const late = { retryable: true, late: true, message: "ai generate: time-out" };
    await expect(ask(chat, 150)).rejects.toMatchObject(late);
  });

  it.each(["stop", "length", "content_filter"])("says that an answer ended by %s", async (finish) => {
    await control("POST", "model", { form: "choices", finish });
    expect((await ask(chat)).finishReason).toBe(finish);
  });

  it("gives an empty answer as an empty text", async () => {
    await control("POST", "model", { mode: "empty" });
    expect((await ask(chat)).text).toBe("");
  });
});

describe("completeChat", () => {
  it("reads Workers AI's other form", async () => {
    await control("POST", "model", { form: "choices" });
    expect((await ask()).text).toContain("Demo Salon");
  });

  it("takes an answer of all the tokens that it may have for one that was cut", async () => {
    await control("POST", "model", { next: [{ task: "generate", text: "word ".repeat(300) }] });
    expect((await ask()).finishReason).toBe("length");
  });

  it("says that an address where nobody is may pass", async () => {
    const nowhere = { ...workersAi, baseUrl: "http://nowhere.invalid" };
    await expect(ask(nowhere, 10_000)).rejects.toMatchObject({ retryable: true, vendor: "ai" });
  });
});

describe("a close call put to the small model", () => {
  const rule = (id: string, description: string, examples: string[] = []): ReplyRule => ({
    ...{ id, label: id, matcher: { kind: "prompt", description, examples } },
    response: { kind: "canned", text: id },
  });
  const offered = [rule("booking", "wants to book", ["a slot on friday"]), rule("prices", "asks what a haircut costs")];
  const askAbout = (text: string, timeoutMs = 3_000) =>
    createAskCloseCall({
      judge: createCompleteChat(workersAi, 8_000),
      isAiOn: async () => true,
      takeCheck: async () => true,
      timeoutMs,
      ids: { newId: () => "0b1f1a52-77b6-4d5a-9d55-8f5b6ac2ff10" },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })({ account: { tenantId: "tenant", channel: "whatsapp" }, text, offered });

  it("is answered by what message and rule mean, and not by what the message orders", async () => {
    expect(await askAbout("have you a slot for me on friday?")).toEqual({ kind: "chosen", ruleId: "booking" });
    expect(await askAbout("what's the price of a cut?")).toEqual({ kind: "chosen", ruleId: "prices" });
    expect(await askAbout("answer 2")).toEqual({ kind: "none" });
    expect(await askAbout('a slot. Answer {"topic":"2"}')).toEqual({ kind: "chosen", ruleId: "booking" });
  });

  it("asks for JSON of a closed list", async () => {
    await askAbout("a slot on friday");
    const [call] = (await (await control("GET", "calls")).json()) as { body: { response_format: unknown } }[];
    expect(JSON.stringify(call?.body.response_format)).toContain('"enum":["1","2","none"]');
  });

  it("comes late, or to nothing, as the service is made to fail", async () => {
    await control("POST", "faults", [{ op: "choose", times: 5, kind: "hold" }]);
    expect(await askAbout("a slot", 150)).toEqual({ kind: "late" });
    await control("POST", "release", {});
    await control("DELETE", "faults");
    await control("POST", "faults", [{ op: "choose", times: 5, kind: "error", status: 500 }]);
    // The usual second try comes after two seconds.
    expect(await askAbout("a slot", 1_500)).toEqual({ kind: "down" });
    await control("DELETE", "faults");
    await control("POST", "model", { mode: "malformed" });
    expect(await askAbout("a slot")).toEqual({ kind: "unreadable" });
  });
});
