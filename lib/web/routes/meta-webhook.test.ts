import { createHmac } from "node:crypto";
import { request as callServer, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer as readAll } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { delivery, knownShapes, textMessage } from "@/lib/testing/fixtures/whatsapp-deliveries";
import { createPipelineWorld, DEMO_ACCOUNT, T0 } from "@/lib/testing/pipeline/pipeline-world";
import type { Application } from "@/lib/wiring/application";
import { createCapacity } from "@/lib/wiring/capacity";
import { type ChannelBindings, receiveWhatsapp } from "@/lib/wiring/channels";
import { answerHandshake, type DoorBinding, type Received, receiveDelivery as receiveAt } from "./meta-webhook";
import { createWebhookListener } from "./webhook-listener";

const SECRET = "an-app-secret";

const binding = receiveWhatsapp({ META_APP_SECRET: SECRET, WHATSAPP_VERIFY_TOKEN: "a-verify-token" }) as DoorBinding;

type Receive = (app: Application, request: Request, deadlineMs?: number) => Promise<Received>;

const inTheRoute: Receive = (app, request, deadlineMs) => receiveAt(app, binding, request, deadlineMs);

/** Over a connection, to a server that the listener stands in front of. */
const inFrontOfNext: Receive = async (app, request, deadlineMs) => {
  const wakeUps: Received["wakeUps"] = [];
  const attend = async ({ name, tenantId }: { name: string; tenantId: string | null }, dueAt: number) => {
    wakeUps.push({ conversation: name, tenantId: tenantId ?? "", dueAt, turnId: "" });
  };
  const channels = { whatsapp: binding } as unknown as ChannelBindings;
  const listener = createWebhookListener({ ...app, channels, timer: { attend } }, deadlineMs);
  const server = createServer((incoming, answer) => {
    if (!listener(incoming, answer)) answer.writeHead(404).end("Next's");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const body = request.body === null ? [] : request.body;
  const answered = new Promise<Response>((resolve, reject) => {
    const { pathname: path } = new URL(request.url);
    const headers = Object.fromEntries(request.headers);
    const call = callServer({ port, path, method: request.method, headers, agent: false });
    call.on("error", reject).on("response", async (answer) => {
      const text = (await readAll(answer)).toString();
      resolve(
        new Response(text, { status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> }),
      );
    });
    Readable.from(body as AsyncIterable<Uint8Array>).pipe(call);
    call.flushHeaders();
  });
  try {
    const response = await answered;
    // What is due is attended once the answer is sent.
    await new Promise((resolve) => setImmediate(resolve));
    return { response, wakeUps };
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

function createApp() {
  const world = createPipelineWorld();
  const load = { lag: 0 };
  const capacity = createCapacity(() => load.lag, world.now, world.ports.log);
  return { world, load, app: { ports: world.ports, capacity } as Application };
}

const signed = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  new Request("http://localhost/webhook/whatsapp", {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`, ...headers },
  });

const hello = () => {
  const message = textMessage({ body: "hello", timestamp: String(T0 / 1000) });
  return JSON.stringify(delivery([message], { numberId: DEMO_ACCOUNT.externalId }));
};

describe("the handshake", () => {
  const ask = async (query: string) => {
    const response = answerHandshake(binding, new URL(`http://localhost/webhook/whatsapp?${query}`));
    return [response.status, await response.text(), response.headers.get("content-type")];
  };

  it("gives the challenge back as plain text", async () => {
    const query = "hub.mode=subscribe&hub.verify_token=a-verify-token&hub.challenge=00%3Cb%3E1";
    expect(await ask(query)).toEqual([200, "00<b>1", "text/plain; charset=utf-8"]);
  });

  it.each([
    ["hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1", 403],
    ["hub.mode=subscribe&hub.verify_token=&hub.challenge=1", 403],
    ["hub.verify_token=a-verify-token&hub.challenge=1", 400],
    ["hub.mode=subscribe&hub.challenge=1", 400],
    ["hub.mode=subscribe&hub.verify_token=a-verify-token", 400],
    ["", 400],
  ])("answers %s with %i", async (query, status) => {
    expect((await ask(query))[0]).toBe(status);
  });
});

describe.each([
  ["in Next's route", inTheRoute],
  ["in front of Next", inFrontOfNext],
])("a delivery %s", (_where, receiveDelivery) => {
  it("that is signed is stored and wakes its opener", async () => {
    const { app, world } = createApp();
    const { response, wakeUps } = await receiveDelivery(app, signed(hello()));
    expect(response.status).toBe(200);
    expect(wakeUps).toHaveLength(1);
    expect(world.messages).toHaveLength(1);
  });

  it("over capacity gets a 503 before its body is read, and is answered once when it comes again", async () => {
    const { app, world, load } = createApp();
    load.lag = 60_000;
    const others = Array.from({ length: 4 }, () => app.capacity.admit(100));
    for (const other of others) other?.begin(false);
    const request = signed(hello());
    const { response } = await receiveDelivery(app, request);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    if (receiveDelivery === inTheRoute) expect(request.bodyUsed).toBe(false);
    for (const other of others) other?.release();
    expect((await receiveDelivery(app, signed(hello()))).response.status).toBe(200);
    expect(world.messages).toHaveLength(1);
  });

  it("gives its place back, whatever came of it", async () => {
    const { app, world } = createApp();
    world.onCall = (port) => {
      if (port === "records.bindAccounts") throw new Error("away");
    };
    for (let n = 0; n < 100; n += 1) expect((await receiveDelivery(app, signed(hello()))).response.status).toBe(500);
    for (let n = 0; n < 100; n += 1) expect((await receiveDelivery(app, signed("{"))).response.status).toBe(200);
  });

  it("with one byte changed, or without a signature, is refused before it is parsed", async () => {
    const { app, world } = createApp();
    const request = signed(hello());
    const signature = request.headers.get("x-hub-signature-256") ?? "";
    const changed = new Request(request.url, {
      method: "POST",
      body: hello().replace("hello", "hellp"),
      headers: { "x-hub-signature-256": signature },
    });
    const unsigned = new Request(request.url, { method: "POST", body: hello() });
    expect((await receiveDelivery(app, changed)).response.status).toBe(401);
    expect((await receiveDelivery(app, unsigned)).response.status).toBe(401);
    expect(world.messages).toHaveLength(0);
  });

  it.each([null, "", "sha1=00", `sha256=${"0".repeat(63)}`, `sha256=${"g".repeat(64)}`])(
    "whose signature can be none (%j) is refused before its body is read",
    async (signature) => {
      const request = new Request("http://localhost/webhook/whatsapp", {
        method: "POST",
        body: hello(),
        headers: signature === null ? {} : { "x-hub-signature-256": signature },
      });
      expect((await receiveDelivery(createApp().app, request)).response.status).toBe(401);
      if (receiveDelivery === inTheRoute) expect(request.bodyUsed).toBe(false);
    },
  );

  it("that does not come to its end gets a 408, and leaves nothing", async () => {
    const { app, world } = createApp();
    const body = new ReadableStream({ pull: () => new Promise(() => undefined) });
    const headers = { "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
    const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
    const { response } = await receiveDelivery(app, new Request("http://localhost/webhook/whatsapp", init), 20);
    expect([response.status, world.messages]).toEqual([408, []]);
  });

  it("over 3 MB is refused, declared or not; just under it is read", async () => {
    const { app } = createApp();
    const over = new Uint8Array(3 * 1024 * 1024 + 1);
    expect((await receiveDelivery(app, signed(over))).response.status).toBe(413);
    // Node's own server reads no further than was declared.
    const lying = signed(over, { "content-length": "10" });
    if (receiveDelivery === inTheRoute) expect((await receiveDelivery(app, lying)).response.status).toBe(413);
    expect((await receiveDelivery(app, signed(over.slice(1)))).response.status).toBe(200);
  });

  it.each(["", "null", "[]", "{", '"text"', "\u0000", '{"entry":{}}', '{"entry":[]}'])(
    "that is signed and holds nothing (%j) gets its 200",
    async (body) => {
      const { app } = createApp();
      expect((await receiveDelivery(app, signed(body))).response.status).toBe(200);
    },
  );

  it.each(knownShapes)("of the shape $name gets its 200", async ({ body }) => {
    const { app } = createApp();
    expect((await receiveDelivery(app, signed(JSON.stringify(body)))).response.status).toBe(200);
  });

  it.each(["", "not json", "[]", "null", '{"entry":['])(
    "that can't be read gets its 200, and an error in the log: %j",
    async (body) => {
      const { app, world } = createApp();
      expect((await receiveDelivery(app, signed(body))).response.status).toBe(200);
      expect(world.logged).toContain("webhook.unreadable");
      await receiveDelivery(app, signed(hello()));
      expect(world.logged.filter((event) => event === "webhook.unreadable")).toHaveLength(1);
    },
  );

  it("for a number that nobody connected gets its 200 and leaves nothing", async () => {
    const { app, world } = createApp();
    const body = JSON.stringify(delivery([textMessage({ body: "hello" })], { numberId: "999" }));
    const { response, wakeUps } = await receiveDelivery(app, signed(body));
    expect([response.status, wakeUps, world.messages]).toEqual([200, [], []]);
  });

  it.each(["records.bindAccounts", "records.recordInbound", "buffer.append"])(
    "that can't be stored (%s) gets a 500, and is answered once when it comes again",
    async (port) => {
      const { app, world } = createApp();
      world.onCall = (called, when) => {
        if (called === port && when === "before") throw new UpstreamError("test", "store", true, "away");
      };
      const body = hello();
      expect((await receiveDelivery(app, signed(body))).response.status).toBe(500);
      world.onCall = () => undefined;
      const { response, wakeUps } = await receiveDelivery(app, signed(body));
      expect(response.status).toBe(200);
      for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
      expect(world.accepted).toHaveLength(1);
    },
  );
});
