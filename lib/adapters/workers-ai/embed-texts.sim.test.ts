import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, inject, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { scoreIntents } from "@/lib/rules/intent/intent-vectors";
import { createEmbedTexts } from "./embed-texts";

const baseUrl = inject("workersAiUrl");
const model = { name: "@cf/baai/bge-base-en-v1.5", pooling: "cls" } as const;

const embedder = (change = {}) =>
  createEmbedTexts({ baseUrl, accountId: "account", token: "sandbox-ai-token", timeoutMs: 20_000, ...change }, model);

const control = (method: string, path: string, body?: unknown) =>
  fetch(new URL(`/_sandbox/${path}`, baseUrl), {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

/** Workers AI as something else than the stand-in: answers whatever it is told to. */
async function answering<T>(status: number, body: string, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

afterEach(async () => {
  await control("POST", "release", {});
  await control("DELETE", "faults");
  await control("DELETE", "calls");
});

describe("embedTexts", () => {
  it("asks for CLS pooling and gives one vector of length 1 a text, in order", async () => {
    const [first, second, again] = await embedder()(["book a haircut", "what does it cost", "book a haircut"]);
    expect(first).toHaveLength(768);
    expect(Math.hypot(...(first ?? []))).toBeCloseTo(1, 4);
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    const calls = (await (await control("GET", "calls")).json()) as { path: string; body: unknown }[];
    expect(calls).toMatchObject([
      {
        path: "/client/v4/accounts/account/ai/run/@cf/baai/bge-base-en-v1.5",
        body: { text: ["book a haircut", "what does it cost", "book a haircut"], pooling: "cls" },
      },
    ]);
  });

  it("cuts many texts into calls that the service takes", async () => {
    const texts = Array.from({ length: 230 }, (_, index) => `text ${index}`);
    expect(await embedder()(texts)).toHaveLength(230);
    expect(await (await control("GET", "calls")).json()).toHaveLength(3);
  });

  it("finds related phrases nearer than unrelated ones", async () => {
    const [description, near, alsoNear, far] = await embedder()([
      "wants to book, reschedule, or check availability for an appointment",
      "do you have anything free tomorrow for an appointment?",
      "I need to reschedule",
      "do you have a car park",
    ]);
    if (!description || !near || !alsoNear || !far) throw new Error("vectors are missing");
    const score = (message: Float32Array) =>
      scoreIntents(message, new Map([["booking", [description]]])).get("booking");
    expect(score(near)).toBeGreaterThan(0.72);
    expect(score(alsoNear)).toBeGreaterThan(0.72);
    expect(score(far)).toBeLessThan(0.65);
  });

  it.each([
    [429, true],
    [500, true],
    [503, true],
    [400, false],
    [403, false],
  ])("says of HTTP %i whether to try again", async (status, retryable) => {
    await control("POST", "faults", [{ op: "embed", times: 1, kind: "error", status }]);
    const error = await embedder()(["a-marked-word"]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ retryable, message: `workers-ai embed: HTTP ${status}` });
  });

  it("says of a key that is refused that nothing of ours is answered", async () => {
    await control("POST", "faults", [{ op: "embed", times: 1, kind: "error", status: 401, code: 10000 }]);
    await expect(embedder()(["x"])).rejects.toMatchObject({ refusal: { status: 401, code: "10000" } });
  });

  it("gives up in time", async () => {
    await control("POST", "faults", [{ op: "embed", times: 1, kind: "hold" }]);
    await expect(embedder({ timeoutMs: 100 })(["x"])).rejects.toThrow("time-out");
  });

  it("refuses a wrong token and an address where nobody is", async () => {
    await expect(embedder({ token: "wrong" })(["x"])).rejects.toThrow("HTTP 401");
    await expect(embedder({ baseUrl: "http://nowhere.invalid" })(["x"])).rejects.toThrow("not reached");
  });

  const vector = Array.from({ length: 768 }, (_, index) => index);
  it.each([
    ["without an envelope", { shape: [1, 768], data: [vector] }],
    ["in OpenAI's form", { object: "list", data: [{ object: "embedding", index: 0, embedding: vector }] }],
  ])("reads an answer %s", async (_what, body) => {
    const [read] = await answering(200, JSON.stringify(body), (url) => embedder({ baseUrl: url })(["x"]));
    expect(read).toHaveLength(768);
  });

  it("takes vectors of any dimension, and of one alone", async () => {
    const read = (...data: number[][]) =>
      answering(200, JSON.stringify({ result: { data } }), (url) => embedder({ baseUrl: url })(data.map(() => "x")));
    const long = Array.from({ length: 1_024 }, (_, index) => index);
    expect((await read(long, long)).map(({ length }) => length)).toEqual([1_024, 1_024]);
    await expect(read(long, vector)).rejects.toThrow("several dimensions");
  });

  it.each([
    ["too few components", { result: { data: [vector.slice(0, 8)] }, success: true }],
    ["too many components", { result: { data: [Array.from({ length: 5_000 }, () => 1)] }, success: true }],
    ["fewer vectors", { result: { data: [] }, success: true }],
    ["no numbers", { result: { data: [vector.map(String)] }, success: true }],
    ["zeros", { result: { data: [vector.map(() => 0)] }, success: true }],
    ["a queued request", { result: { request_id: "1" }, success: true }],
    ["no success", { result: null, success: false, errors: [{ code: 1 }] }],
  ])("takes no vector from an answer with %s", async (_what, body) => {
    await answering(200, JSON.stringify(body), (url) =>
      expect(embedder({ baseUrl: url })(["x"])).rejects.toBeInstanceOf(UpstreamError),
    );
    await answering(200, "<html>", (url) => expect(embedder({ baseUrl: url })(["x"])).rejects.toThrow("no JSON"));
  });
});
