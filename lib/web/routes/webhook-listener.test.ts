import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createPipelineWorld } from "@/lib/testing/pipeline/pipeline-world";
import { createCapacity } from "@/lib/wiring/capacity";
import { type ChannelBindings, receiveWhatsapp } from "@/lib/wiring/channels";
import { createWebhookListener } from "./webhook-listener";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server whose requests come to the listener, and to what stands for Next when it leaves them. */
async function open(whatsapp: unknown = receiveWhatsapp({ META_APP_SECRET: "s", WHATSAPP_VERIFY_TOKEN: "v" })) {
  const world = createPipelineWorld();
  const capacity = createCapacity(() => 0, world.now, world.ports.log);
  const channels = { whatsapp } as ChannelBindings;
  const timer = { attend: async () => undefined };
  const listener = createWebhookListener({ ports: world.ports, capacity, channels, timer });
  const left: string[] = [];
  const server = createServer((incoming, answer) => {
    if (listener(incoming, answer)) return;
    left.push(`${incoming.method} ${incoming.url}`);
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = (method: string, path: string, body = "") =>
    new Promise<number>((resolve, reject) => {
      const call = request({ port, method, path, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      call.on("error", reject).end(body);
    });
  return { ask, left, port, capacity, world };
}

it("takes posts to a channel's own address, and leaves everything else to Next", async () => {
  const { ask, left } = await open();
  expect(await ask("POST", "/webhook/whatsapp", "{}")).toBe(401);
  expect(left).toEqual([]);
  const others = [
    ["GET", "/webhook/whatsapp"],
    ["POST", "/webhook/whatsapp/"],
    ["POST", "/webhook/whatsapp?x=1"],
    ["POST", "/webhook/stripe"],
    ["POST", "/webhook/nowhere"],
    ["POST", "/webhook/__proto__"],
    ["POST", "/webhook/instagram"],
    ["POST", "/admin"],
    ["PUT", "/webhook/whatsapp"],
  ] as const;
  for (const [method, path] of others) await ask(method, path);
  expect(left).toEqual(others.map((other) => other.join(" ")));
});

it("leaves a channel that is not set up to Next, which says so", async () => {
  const { ask, left } = await open(null);
  await ask("POST", "/webhook/whatsapp");
  expect(left).toEqual(["POST /webhook/whatsapp"]);
});

it("gives the place of a delivery back whose connection ends in the middle", async () => {
  const { port, capacity, ask } = await open();
  let released = 0;
  const { admit } = capacity;
  capacity.admit = (bytes) => {
    const admitted = admit(bytes);
    const release = (): void => {
      released += 1;
      admitted?.release();
    };
    return admitted && { ...admitted, release };
  };
  const head = `POST /webhook/whatsapp HTTP/1.1\r\nhost: x\r\nx-hub-signature-256: sha256=${"0".repeat(64)}\r\n`;
  const socket = connect(port, "127.0.0.1", () => {
    socket.write(`${head}content-length: 100\r\n\r\nhalf`);
    socket.destroySoon();
  });
  await expect.poll(() => released).toBe(1);
  expect(await ask("POST", "/webhook/whatsapp", "{}")).toBe(401);
});
