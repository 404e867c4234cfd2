/**
 * What node:http alone can do: `/bare` looks at the signature, `/durable` inserts a row, `/reply` inserts one, answers 200,
 * and sends the same answer to everybody, without rules, buffer, fence or log.
 */
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import { keepAnswer, keepDelivery, readDelivery } from "./keep-delivery";
import { isSigned } from "./signed-delivery";

const graph = new Agent({ keepAlive: true, maxSockets: 64 });

function read(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => resolve(Buffer.concat(chunks)));
    incoming.on("error", reject);
  });
}

function send(numberId: string, to: string): Promise<string> {
  const text = { preview_url: false, body: "We are open from 7 to 7 every day." };
  const body = JSON.stringify({ messaging_product: "whatsapp", to: `+${to}`, type: "text", text });
  const headers = {
    authorization: `Bearer ${process.env.WHATSAPP_ACCESS_TOKEN}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const url = new URL(`/v26.0/${numberId}/messages`, process.env.META_GRAPH_URL);
    const call = request(url, { method: "POST", agent: graph, headers }, (answer) => {
      read(answer).then((bytes) => resolve(JSON.parse(bytes.toString()).messages[0].id), reject);
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function handle(incoming: IncomingMessage): Promise<{ status: number; afterwards?: () => Promise<void> }> {
  if (incoming.method === "GET") return { status: 200 };
  const body = await read(incoming);
  const signature = incoming.headers["x-hub-signature-256"];
  if (!isSigned(body, typeof signature === "string" ? signature : null)) return { status: 401 };
  if (incoming.url === "/bare") return { status: 200 };
  const fresh = await keepDelivery(body);
  if (incoming.url === "/durable" || !fresh) return { status: 200 };
  const { id, from, numberId } = readDelivery(body);
  return { status: 200, afterwards: async () => keepAnswer(id, await send(numberId, from)) };
}

createServer((incoming, outgoing) => {
  handle(incoming).then(
    ({ status, afterwards }) => {
      outgoing.writeHead(status, { "content-length": 0 }).end();
      afterwards?.().catch((error: unknown) => console.error(error));
    },
    (error: unknown) => {
      console.error(error);
      outgoing.writeHead(500, { "content-length": 0 }).end();
    },
  );
}).listen(Number(process.env.PORT), "127.0.0.1");
