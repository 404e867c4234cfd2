import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, inject, it } from "vitest";
import { connectRedis } from "./connect-redis";
import { conversationKey } from "./reach";
import { createReplyBuffer } from "./reply-buffer";
import { createRestCall } from "./rest-call";

const TOKEN = "a-token-that-nobody-may-see";
const OPTIONS = { timeoutMs: 5_000, fresh: false };
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

type Handle = (body: string, outgoing: ServerResponse, incoming: IncomingMessage) => void;

/** A server that keeps what it was sent, and how many connections it was sent by. */
async function open(handle: Handle) {
  const seen = {
    connections: 0,
    bodies: [] as string[],
    headers: [] as IncomingMessage["headers"][],
    paths: [] as string[],
  };
  const server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    seen.bodies.push(body);
    seen.headers.push(incoming.headers);
    seen.paths.push(incoming.url ?? "");
    handle(body, outgoing, incoming);
  });
  server.on("connection", () => {
    seen.connections += 1;
  });
  return { seen, url: `http://${await listen(server)}` };
}

describe("a call to Redis' REST address", () => {
  it("keeps its connection, below the path that the address has, and reads its own writes", async () => {
    const { seen, url } = await open((body, outgoing) =>
      outgoing.setHeader("upstash-sync-token", `sync-${seen.bodies.length}`).end(JSON.stringify([{ result: body }])),
    );
    const call = createRestCall(`${url}/under/`, TOKEN);
    for (const text of ["schön ☕", "two", "three"]) {
      expect(await call("pipeline", [["get", text]], OPTIONS)).toEqual([{ result: `[["get","${text}"]]` }]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen.connections).toBe(1);
    expect(seen.paths).toEqual(Array(3).fill("/under/pipeline"));
    expect(seen.headers.map((headers) => headers["upstash-sync-token"])).toEqual(["", "sync-1", "sync-2"]);
    expect(seen.headers[0]).toMatchObject({ authorization: `Bearer ${TOKEN}`, "content-type": "application/json" });
  });

  it("uses four connections at most", async () => {
    const held: ServerResponse[] = [];
    const { seen, url } = await open((_body, outgoing) => {
      held.push(outgoing);
      if (held.length === 4) for (const one of held.splice(0)) one.end("[]");
    });
    const call = createRestCall(url, TOKEN);
    await Promise.all(Array.from({ length: 8 }, () => call("pipeline", [], OPTIONS)));
    expect(seen.connections).toBe(4);
  });

  it.each<[string, Handle, object]>([
    [
      "a refusal",
      (_, outgoing) => outgoing.writeHead(401).end('{"error":"no"}'),
      { name: "HTTP 401", kind: "answered" },
    ],
    ["a redirect", (_, outgoing) => outgoing.writeHead(302, { location: "/" }).end(), { name: "HTTP 302" }],
    ["a body that is too large", (_, outgoing) => outgoing.writeHead(413).end(), { kind: "too_large" }],
    [
      "a body that is too large, in Upstash's words",
      (_, outgoing) => outgoing.writeHead(400).end('{"error":"ERR max request size exceeded. Limit: 1"}'),
      { kind: "too_large" },
    ],
    ["no JSON", (_, outgoing) => outgoing.end("<html>"), { name: "NotJson", kind: "answered" }],
    ["an answer without end", (_, outgoing) => outgoing.end("x".repeat(2_000)), { name: "AnswerTooLarge" }],
    ["a connection that ends", (_, outgoing) => outgoing.destroy(), { name: "ECONNRESET", kind: "unknown" }],
    [
      "a connection that ends within the answer",
      (_, outgoing) => {
        outgoing.writeHead(200, { "content-length": 100 }).write("[", () => outgoing.destroy());
      },
      { name: "ECONNRESET", kind: "unknown" },
    ],
  ])("tells %s, without a word of what was sent", async (_name, handle, expected) => {
    const { url } = await open(handle);
    const error = await createRestCall(url, TOKEN, 1_000)("pipeline", ["a-secret"], OPTIONS).catch((reason) => reason);
    expect(error).toMatchObject(expected);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error)).not.toMatch(/a-secret|a-token/);
  });

  it("ends where no answer comes in its time", async () => {
    const { url } = await open(() => undefined);
    const call = createRestCall(url, TOKEN);
    const ended = await call("pipeline", [], { timeoutMs: 20, fresh: false }).catch((reason) => reason);
    expect(ended).toMatchObject({ name: "TimeoutError", kind: "unknown" });
  });

  it("knows that nothing was sent where nobody listens", async () => {
    const failed = createRestCall("http://127.0.0.1:9", TOKEN)("pipeline", [], OPTIONS);
    await expect(failed).rejects.toMatchObject({ name: "ECONNREFUSED", kind: "unsent" });
  });

  it("says nothing to an https address before the other side has shown who it is", async () => {
    const heard: Buffer[] = [];
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (bytes) => {
        heard.push(bytes);
        socket.destroy();
      });
    });
    const url = `https://${await listen(server)}`;
    const failed = createRestCall(url, TOKEN)("pipeline", ["a-secret"], OPTIONS);
    await expect(failed).rejects.toMatchObject({ kind: "unsent" });
    // 0x16 begins a TLS handshake.
    expect(heard[0]?.[0]).toBe(0x16);
    expect(Buffer.concat(heard).toString("latin1")).not.toContain(TOKEN);
  });
});

describe("Redis over such calls", () => {
  it("goes on after the other side closed a connection that was idle, by a step that is safe to repeat", async () => {
    const { seen, url } = await open((_body, outgoing, incoming) => {
      // The first call warms the connection up; it dies under the second, as one does that was just being closed.
      if (seen.bodies.length === 2) incoming.socket.destroy();
      else outgoing.end(JSON.stringify([{ result: "" }]));
    });
    const buffer = createReplyBuffer(connectRedis(url, TOKEN));
    expect(await buffer.ack("c", "turn", "token")).toBe(null);
    expect(await buffer.ack("c", "turn", "token")).toBe(null);
    expect([seen.bodies.length, seen.connections]).toEqual([3, 2]);
    expect(seen.headers[2]?.connection).toBe("close");
  });

  it("does not repeat what would not be the same a second time", async () => {
    const { seen, url } = await open((_body, outgoing) => outgoing.destroy());
    const redis = connectRedis(url, TOKEN);
    await expect(redis.getdel("nonce")).rejects.toThrow("ECONNRESET");
    await expect(redis.set("incident", "x", { nx: true, ex: 5 })).rejects.toThrow("ECONNRESET");
    await expect(redis.eval("return redis.call('INCR', KEYS[1])", ["k"], [])).rejects.toThrow("ECONNRESET");
    expect(seen.bodies).toHaveLength(3);
    await expect(redis.get("k")).rejects.toThrow("ECONNRESET");
    await expect(redis.set("k", "v", { px: 5 })).rejects.toThrow("ECONNRESET");
    expect(seen.bodies).toHaveLength(3 + 2 * 3);
  });

  it("loses no step when Redis forgets all scripts, and doubles none", async () => {
    const redis = connectRedis(inject("otherRedisUrl"), inject("redisToken"));
    const buffer = createReplyBuffer(redis);
    const conversations = Array.from({ length: 10 }, (_, index) => `forgotten ${index}`);
    const message = { messageId: "4915112345671", sealed: "x", bytes: 1 };
    const common = { tenantId: "t", accountId: "a", waitSeconds: 0, messages: [message] };
    for (const round of [1, 2]) {
      await redis.scriptFlush();
      const appended = await Promise.all(
        conversations.map((conversation) =>
          buffer.append([{ ...common, conversation, turnIds: [`turn ${conversation}`] }], 1),
        ),
      );
      expect(appended.flat().map(({ wakeUps }) => wakeUps.length)).toEqual(conversations.map(() => 1));
      // A step that Redis knows again, in one pipeline with one that it does not.
      const [claims, again] = await Promise.all([
        Promise.all(conversations.map((conversation) => buffer.claim(conversation, "token", 2, 1_000))),
        buffer.append([{ ...common, conversation: "forgotten 0", turnIds: ["none"] }], 1),
      ]);
      expect(claims.map((claim) => claim.kind === "claimed" && claim.turn.messages.length)).toEqual(Array(10).fill(1));
      expect(again).toEqual([{ wakeUps: [], full: [] }]);
      expect([
        round,
        ...(await Promise.all(conversations.map((name) => buffer.ack(name, `turn ${name}`, "token")))),
      ]).toEqual([round, ...Array(10).fill(null)]);
    }
    expect(await redis.exists(...conversations.map(conversationKey))).toBe(0);
  });
});
