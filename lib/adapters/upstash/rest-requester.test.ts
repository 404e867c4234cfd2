import type { Requester } from "@upstash/redis";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { type RestCall, RestFailure, type RestFailureKind } from "./rest-call";
import { createRequester } from "./rest-requester";
import { createScriptHashes, type RedisCommand } from "./script-hashes";

const { byHash } = createScriptHashes();
const step = (script: string, id: string): RedisCommand => ["eval", script, 1, "key", id];
const idOf = (command: RedisCommand): string => String(command.at(-1));
const NOSCRIPT = "NOSCRIPT No matching script. Please use EVAL.";

/** A Redis that knows some scripts, and notes what it runs. */
function createFakeRedis(scripts: readonly string[] = []) {
  const known = new Set(scripts.map((script) => byHash(step(script, ""))[1]));
  const ran: string[] = [];
  const calls: RedisCommand[][] = [];
  /** What happens to the next calls: kept from running, or from being answered. */
  const faults: { kind: RestFailureKind; ran: boolean; reused?: boolean }[] = [];
  const options: { fresh: boolean }[] = [];
  const runOne = (command: RedisCommand): { result?: unknown; error?: string } => {
    const [name, script] = command;
    if (name === "evalsha" && !known.has(script)) return { error: NOSCRIPT };
    if (name === "eval") known.add(byHash(command)[1]);
    ran.push(idOf(command));
    return idOf(command).startsWith("wrong") ? { error: "ERR wrong" } : { result: `did ${idOf(command)}` };
  };
  const call: RestCall = async (path, body, given) => {
    expect(path).toBe("pipeline");
    const commands = body as RedisCommand[];
    calls.push(commands);
    options.push(given);
    const fault = faults.shift();
    if (fault && !fault.ran) throw new RestFailure("ECONNRESET", fault.kind, fault.reused);
    const answers = commands.map(runOne);
    if (fault) throw new RestFailure("ECONNRESET", fault.kind, fault.reused);
    return answers;
  };
  return { known, ran, calls, faults, options, call };
}

const isSafe = ([, text]: RedisCommand): boolean => String(text).startsWith("safe");
const alone = (requester: Requester, body: RedisCommand) => requester.request({ body });
const together = (requester: Requester, body: RedisCommand[]): Promise<unknown> =>
  requester.request({ path: ["pipeline"], body });

afterEach(() => {
  vi.useRealTimers();
});

describe("steps asked for at the same time", () => {
  it("go in one pipeline by their hashes, each answered by its own answer or error", async () => {
    const fake = createFakeRedis(["safe", "other"]);
    const requester = createRequester(fake.call, isSafe);
    const ends = await Promise.all([
      alone(requester, step("safe", "a")),
      alone(requester, step("other", "wrong b")),
      together(requester, [step("safe", "c"), step("safe", "wrong d")]),
      alone(requester, step("safe", "e")),
    ]);
    expect(ends).toEqual([
      { result: "did a" },
      { error: "ERR wrong" },
      [{ result: "did c" }, { error: "ERR wrong" }],
      { result: "did e" },
    ]);
    expect(fake.calls.map((call) => call.map(([name]) => name))).toEqual([Array(5).fill("evalsha")]);
    expect(fake.calls[0]?.[0]).toEqual(["evalsha", expect.stringMatching(/^[0-9a-f]{40}$/), 1, "key", "a"]);
  });

  it("wait for two pipelines in the air, and look-ups for neither", async () => {
    const release: (() => void)[] = [];
    const bodies: string[][] = [];
    const requester = createRequester(async (_path, body) => {
      const ids = (body as RedisCommand[]).map(idOf);
      bodies.push(ids);
      await new Promise<void>((resolve) => release.push(resolve));
      return ids.map((id) => ({ result: id }));
    }, isSafe);
    const asked: Promise<unknown>[] = [];
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    for (const id of ["a", "b", "c", "d"]) {
      asked.push(alone(requester, step("safe", id)));
      await turn();
    }
    asked.push(alone(requester, ["mget", "k"]));
    expect(bodies).toEqual([["a"], ["b"], ["k"]]);
    release.shift()?.();
    await turn();
    expect(bodies).toEqual([["a"], ["b"], ["k"], ["c", "d"]]);
    for (const one of release) one();
    await Promise.all(asked);
  });

  it("run once each, whichever scripts Redis has forgotten, and are sent whole only for that", async () => {
    const names = ["safe one", "safe two", "third"];
    const ask = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), fc.array(ask, { minLength: 1, maxLength: 6 }), async (known, asks) => {
        const fake = createFakeRedis(known);
        const requester = createRequester(fake.call, isSafe);
        const ends = await Promise.all(
          asks.map((scripts, at) =>
            together(
              requester,
              scripts.map((script, index) => step(script, `${at}.${index}`)),
            ),
          ),
        );
        expect(ends).toEqual(asks.map((scripts, at) => scripts.map((_, index) => ({ result: `did ${at}.${index}` }))));
        const ids = asks.flatMap((scripts, at) => scripts.map((_, index) => `${at}.${index}`));
        expect(fake.ran.toSorted()).toEqual(ids.toSorted());
        const unknown = asks.flat().filter((script) => !known.includes(script));
        const whole = fake.calls.flat().filter(([name]) => name === "eval");
        expect(whole.map(([, script]) => script)).toEqual(unknown);
        expect(fake.calls).toHaveLength(unknown.length > 0 ? 2 : 1);
        // What was sent whole once is known from then on.
        await Promise.all(
          asks.map((scripts) =>
            together(
              requester,
              scripts.map((script) => step(script, "again")),
            ),
          ),
        );
        expect(fake.calls.at(-1)?.every(([name]) => name === "evalsha")).toBe(true);
        expect(fake.calls).toHaveLength(unknown.length > 0 ? 3 : 2);
      }),
      { numRuns: propertyRuns(100), examples: [[[], [[...names]]]] },
    );
  });

  it("don't suffer when another's script can't be sent the second time", async () => {
    const fake = createFakeRedis(["safe"]);
    const call: RestCall = (path, body, options) => {
      const whole = (body as RedisCommand[]).some(([name]) => name === "eval");
      return whole ? Promise.reject(new RestFailure("HTTP 503", "answered")) : fake.call(path, body, options);
    };
    const requester = createRequester(call, isSafe);
    const ends = await Promise.allSettled([alone(requester, step("safe", "a")), alone(requester, step("new", "b"))]);
    expect(ends).toEqual([
      { status: "fulfilled", value: { result: "did a" } },
      { status: "rejected", reason: expect.objectContaining({ name: "HTTP 503" }) },
    ]);
    expect(fake.ran).toEqual(["a"]);
  });

  it("are halved where the whole is too large, and only what is too large by itself is refused", async () => {
    const ran: string[] = [];
    const requester = createRequester(async (_path, body) => {
      const ids = (body as RedisCommand[]).map(idOf);
      if (ids.length > 2 || ids.includes("huge")) throw new RestFailure("HTTP 413", "too_large");
      ran.push(...ids);
      return ids.map((id) => ({ result: id }));
    }, isSafe);
    const ids = ["a", "b", "huge", "c", "d"];
    const ends = await Promise.allSettled(ids.map((id) => alone(requester, step("other", id))));
    expect(ends.map((end) => (end.status === "fulfilled" ? "done" : end.reason.name))).toEqual([
      ...["done", "done", "HTTP 413", "done", "done"],
    ]);
    expect(ran).toEqual(["a", "b", "c", "d"]);
  });
});

describe("a call without an answer", () => {
  const SAFE = step("safe", "a");
  const OTHER = step("other", "b");
  const ends = async (fake: ReturnType<typeof createFakeRedis>) => {
    vi.useFakeTimers();
    const requester = createRequester(fake.call, isSafe);
    const asked = Promise.allSettled([alone(requester, SAFE), alone(requester, OTHER)]);
    await vi.runAllTimersAsync();
    return (await asked).map((end) => (end.status === "fulfilled" ? "done" : end.reason.name));
  };

  it.each([
    ["was never sent: goes again, twice at most", [{ kind: "unsent", ran: false }], ["done", "done"], ["a", "b"]],
    ["was never sent, three times", Array(3).fill({ kind: "unsent", ran: false }), ["ECONNRESET", "ECONNRESET"], []],
    [
      "may have run: only what changes nothing a second time goes again",
      [{ kind: "unknown", ran: true }],
      ["done", "ECONNRESET"],
      ["a", "b", "a"],
    ],
    [
      "may have run, over a connection that had been idle",
      [{ kind: "unknown", ran: false, reused: true }],
      ["done", "ECONNRESET"],
      ["a"],
    ],
    ["was refused by status: is not tried again", [{ kind: "answered", ran: false }], ["ECONNRESET", "ECONNRESET"], []],
  ] as const)("%s", async (_name, faults, expected, ran) => {
    const fake = createFakeRedis(["safe", "other"]);
    fake.faults.push(...(faults as typeof fake.faults));
    expect(await ends(fake)).toEqual(expected);
    expect(fake.ran).toEqual(ran);
    expect(fake.options.map(({ fresh }) => fresh)).toEqual(fake.options.map((_, tried) => tried > 0));
  });

  it("answers each asker within five seconds, and what still waits then is never sent", async () => {
    vi.useFakeTimers();
    const bodies: string[][] = [];
    const requester = createRequester((_path, body, { timeoutMs }) => {
      bodies.push((body as RedisCommand[]).map(idOf));
      return new Promise((_, fail) => setTimeout(() => fail(new RestFailure("TimeoutError", "unknown")), timeoutMs));
    }, isSafe);
    const seen: string[] = [];
    const ask = (id: string) =>
      alone(requester, step("safe", id)).catch((error) => seen.push(`${id} ${error.name} ${performance.now()}`));
    const began = performance.now();
    void ask("a");
    await vi.advanceTimersByTimeAsync(1);
    void ask("b");
    await vi.advanceTimersByTimeAsync(1);
    // More than two calls can take: the last would have to wait for a third.
    for (let n = 0; n < 129; n += 1) void ask(`waits ${n}`);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(bodies.map((ids) => ids.length)).toEqual([1, 1, 64, 64]);
    expect(bodies.flat()).not.toContain("waits 128");
    expect([...new Set(seen.map((line) => Number(line.split(" ").at(-1)) - began))]).toEqual([5_000, 5_001, 5_002]);
    expect(seen).toHaveLength(131);
    expect(seen.every((line) => line.includes(" TimeoutError "))).toBe(true);
  });

  it("is refused where the answers are not one for each command", async () => {
    for (const value of [[], [{ result: 1 }, { result: 2 }], { error: "ERR" }, [null], "text"]) {
      const requester = createRequester(async () => value, isSafe);
      await expect(alone(requester, SAFE)).rejects.toMatchObject({ name: "NotAnswers" });
    }
  });

  it("refuses what it can't speak", async () => {
    const requester = createRequester(async () => [], isSafe);
    for (const request of [
      { path: ["multi-exec"], body: [SAFE] },
      { body: undefined },
      { body: SAFE, isStreaming: true },
    ]) {
      await expect(requester.request(request)).rejects.toMatchObject({ name: "NotSpoken" });
    }
  });
});

it("sends texts whole beyond the number of scripts that it keeps hashes of", () => {
  const hashes = createScriptHashes();
  const names = Array.from({ length: 70 }, (_, index) => hashes.byHash(step(`script ${index}`, "a"))[0]);
  expect([names.indexOf("eval"), names.lastIndexOf("evalsha")]).toEqual([64, 63]);
  expect(hashes.byHash(step("script 0", "a"))[0]).toBe("evalsha");
  expect(hashes.byHash(["get", "k"])).toEqual(["get", "k"]);
});
