import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "@upstash/redis";
import { createRedisMock } from "js-redis-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StandInServer } from "../http/stand-in-server";
import { startRedis } from "./start-redis";

const host = "127.0.0.1";
const token = "sandbox-redis-token";

const engines = {
  "the engine in the process": async () => ({ url: null, stop: async () => undefined }),
  "a Redis server": async () => {
    const server = await createRedisMock();
    return { url: server.url, stop: () => server.close() };
  },
};

describe.each(Object.entries(engines))("over %s", (_name, begin) => {
  let behind: Awaited<ReturnType<typeof begin>>;
  let server: StandInServer;
  let redis: Redis;
  beforeAll(async () => {
    behind = await begin();
    server = await startRedis({ host, port: 0, token, redisUrl: behind.url });
    // `retry: false` of the SDK still tries twice.
    redis = new Redis({ url: server.url, token, automaticDeserialization: false, retry: { retries: 0 } });
  });
  afterAll(async () => {
    await server?.close();
    await behind?.stop();
  });

  test("keeps text as it is: digits, umlauts, the word OK, base64-like", async () => {
    for (const value of ["491701234567", "schön ☕", "OK", "b0s=", ""]) {
      expect(await redis.set("text", value)).toBe("OK");
      expect(await redis.get("text")).toBe(value);
      await redis.del("list");
      await redis.rpush("list", value);
      expect(await redis.lrange("list", 0, -1)).toEqual([value]);
    }
  });

  test("runs Lua with cjson, by text and by hash", async () => {
    const script = `
      local item = cjson.decode(ARGV[1])
      redis.call('HSET', KEYS[1], 'n', item.n + 1)
      return { cjson.encode({ n = item.n, list = { 1, 2 } }), tonumber(redis.call('HGET', KEYS[1], 'n')), false, 'OK' }`;
    const byText = await redis.eval(script, ["lua"], [JSON.stringify({ n: 41 })]);
    expect(byText).toEqual([expect.any(String), 42, null, "OK"]);
    expect(JSON.parse(String(Array.isArray(byText) ? byText[0] : ""))).toEqual({ n: 41, list: [1, 2] });
    await expect(redis.evalsha("0".repeat(40), [], [])).rejects.toThrow("NOSCRIPT");
    const hash = await redis.scriptLoad("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    expect(await redis.evalsha(hash, ["count"], ["5"])).toBe(5);
    await expect(redis.eval("return redis.error_reply('BUSY mine')", [], [])).rejects.toThrow("BUSY mine");
  });

  test("meets faults by a script's name, however it is asked for, and knows no hash that never came by", async () => {
    const script = "-- named\nreturn redis.call('INCR', KEYS[1])";
    await redis.del("by name");
    const hash = await redis.scriptLoad(script);
    await fetch(`${server.url}/_sandbox/faults`, {
      method: "POST",
      body: JSON.stringify([{ op: "eval:named", times: 2, kind: "error", status: 503 }]),
    });
    await expect(redis.evalsha(hash, ["by name"], [])).rejects.toThrow("503");
    await expect(redis.eval(script, ["by name"], [])).rejects.toThrow("503");
    expect(await redis.evalsha(hash.toUpperCase(), ["by name"], [])).toBe(1);

    // Another in front of the same Redis stands for one that was started anew: it could name no fault for this.
    const other = await startRedis({ host, port: 0, token, redisUrl: behind.url });
    const anew = new Redis({ url: other.url, token, retry: { retries: 0 } });
    await expect(anew.evalsha(hash, ["by name"], [])).rejects.toThrow(/NOSCRIPT No matching script/);
    expect(await anew.eval(script, ["by name"], [])).toBe(behind.url ? 2 : 1);
    expect(await anew.evalsha(hash, ["by name"], [])).toBe(behind.url ? 3 : 2);
    await anew.scriptFlush();
    await expect(anew.evalsha(hash, ["by name"], [])).rejects.toThrow(/NOSCRIPT/);
    await other.close();
  });

  test("pipelines: each command has its own answer or error", async () => {
    await redis.set("word", "abc");
    const pipe = redis.pipeline();
    pipe.zadd("due", { score: 1.5, member: "491701234567" });
    pipe.incr("word");
    pipe.zrange("due", 0, -1, { withScores: true });
    const answers = await pipe.exec({ keepErrors: true });
    expect(answers.map((one) => one.result)).toEqual([1, undefined, ["491701234567", "1.5"]]);
    expect(answers[1]?.error).toContain("not an integer");
  });

  test("multi-exec applies all, or nothing if a command can't be queued", async () => {
    await redis.del("m");
    expect(await redis.multi().set("m", "1").incr("m").exec()).toEqual(["OK", 2]);
    const broken = await fetch(`${server.url}/multi-exec`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify([["SET", "m", "9"], ["NOSUCHCOMMAND"]]),
    });
    expect([broken.status, await redis.get("m")]).toEqual([400, "2"]);
  });

  test("refuses wrong tokens, broken bodies and blocking commands", async () => {
    const post = (body: string, bearer = token) =>
      fetch(server.url, { method: "POST", headers: { authorization: `Bearer ${bearer}` }, body });
    expect((await post('["PING"]', "wrong")).status).toBe(401);
    for (const body of [
      "{",
      "[]",
      '"PING"',
      '[{"a":1}]',
      '["BLPOP","a",0]',
      '["watch","a"]',
      '["SUBSCRIBE","a"]',
      '["XREAD","BLOCK","0","STREAMS","s","0"]',
    ]) {
      const answer = await post(body);
      expect([body, answer.status, await answer.json()]).toEqual([
        body,
        400,
        { error: expect.stringMatching(/^ERR /) },
      ]);
    }
    const plain = await post('["PING","schön"]');
    expect([plain.headers.get("upstash-sync-token"), await plain.json()]).toEqual([
      expect.stringMatching(/./),
      { result: "schön" },
    ]);
  });

  test("logs calls with shortened scripts, and meets faults by the command's name", async () => {
    await fetch(`${server.url}/_sandbox/calls`, { method: "DELETE" });
    await redis.eval(`return '${"x".repeat(500)}'`, ["k"], ["v"]);
    const calls: unknown = await (await fetch(`${server.url}/_sandbox/calls`)).json();
    expect(calls).toMatchObject([
      {
        method: "POST",
        path: "/pipeline",
        status: 200,
        body: [["eval", expect.stringMatching(/^.{61}$/), 1, "k", "v"]],
      },
    ]);
    const faults = [
      { op: "incr", times: 1, kind: "drop_before" },
      { op: "incr", times: 1, kind: "drop_after" },
      { op: "incr", times: 1, kind: "error", status: 503 },
    ];
    await fetch(`${server.url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(faults) });
    await redis.del("faulty");
    for (const seen of [null, "1", "1"]) {
      await expect(redis.incr("faulty")).rejects.toThrow();
      expect(await redis.get("faulty")).toBe(seen);
    }
  });
});

test("answers 503 without delay while the Redis behind is down, and recovers", async () => {
  const mock = await createRedisMock();
  const first = await startProxy(0, mock.port);
  const server = await startRedis({ host, port: 0, token, redisUrl: `redis://${host}:${first.port}` });
  const redis = new Redis({ url: server.url, token, retry: { retries: 0 } });
  expect(await redis.ping()).toBe("PONG");
  await first.close();
  const began = Date.now();
  const answer = await fetch(server.url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: '["PING"]',
  });
  expect([answer.status, await answer.json()]).toEqual([503, { error: expect.stringContaining("not reachable") }]);
  expect(Date.now() - began).toBeLessThan(2500);
  const second = await startProxy(first.port, mock.port);
  await expect.poll(() => redis.ping().catch(() => "down"), { timeout: 4000 }).toBe("PONG");
  await server.close();
  await second.close();
  await mock.close();
});

/** A door to the Redis behind that can be shut: all its connections die with it. */
async function startProxy(port: number, target: number): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(target, host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => other.destroy());
      socket.pipe(other);
    }
  });
  await new Promise<void>((listening) => proxy.listen(port, host, listening));
  const address = proxy.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: () =>
      new Promise((closed) => {
        proxy.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

test("what the engine in the process holds is there again after an end in order, once, and only while it lives", async () => {
  const folder = await mkdtemp(join(tmpdir(), "concierge-kept-"));
  const keepIn = join(folder, "redis.json");
  const open = async () => {
    const server = await startRedis({ host, port: 0, token, keepIn });
    const redis = new Redis({ url: server.url, token, automaticDeserialization: false, retry: { retries: 0 } });
    return { server, redis };
  };
  const first = await open();
  await first.redis.set("lasting", "schön ☕");
  await first.redis.set("passing", "x", { px: 60_000 });
  await first.redis.zadd("due", { score: 1_700_000_000_123.5, member: "a" }, { score: 2, member: "b" });
  await first.redis.pexpire("due", 60_000);
  await first.redis.set("over", "x", { px: 1 });
  await first.server.close();

  const second = await open();
  expect(await second.redis.get("lasting")).toBe("schön ☕");
  expect(await second.redis.zrange("due", 0, -1, { withScores: true })).toEqual(["b", "2", "a", "1700000000123.5"]);
  for (const key of ["passing", "due"]) {
    const left = await second.redis.pttl(key);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
  }
  expect(await second.redis.keys("*")).toHaveLength(3);
  expect(existsSync(keepIn)).toBe(false);
  await second.redis.flushall();
  await second.server.close();

  const third = await open();
  expect(await third.redis.keys("*")).toEqual([]);
  await third.server.close();
  await rm(folder, { recursive: true });
});
