import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, expect, it } from "vitest";
import { boundRequests } from "./bound-requests";

const load = { full: false, left: 0 };
beforeAll(() =>
  boundRequests({
    approach(pass) {
      if (load.full) return false;
      pass(() => {
        load.left += 1;
      });
      return true;
    },
  }),
);
afterEach(() => Object.assign(load, { full: false, left: 0 }));

async function createHost() {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, seen, url };
}

it("gives a request a minute to arrive, on the server that it comes to", async () => {
  const { server, url } = await createHost();
  expect(server.requestTimeout).toBe(300_000);
  await (await fetch(url)).text();
  expect(server.requestTimeout).toBe(60_000);
  // Longer than the 60 s after which load balancers give an idle connection up.
  expect(server.keepAliveTimeout).toBe(75_000);
  server.close();
});

it("answers a delivery over capacity itself, before its body has come, and lets everything else through", async () => {
  const { server, seen, url } = await createHost();
  load.full = true;
  const refused = await new Promise<{ status?: number; retryAfter?: string }>((resolve, reject) => {
    const call = request(`${url}/webhook/whatsapp`, { method: "POST", headers: { "content-length": "1000000" } });
    call.on("response", ({ statusCode, headers }) => {
      resolve({ status: statusCode, retryAfter: headers["retry-after"] });
      call.destroy();
    });
    call.on("error", reject);
    call.flushHeaders();
  });
  expect(refused).toEqual({ status: 503, retryAfter: "5" });
  await (await fetch(`${url}/webhook/whatsapp`)).text();
  await (await fetch(`${url}/admin`, { method: "POST" })).text();
  expect(seen).toEqual(["GET /webhook/whatsapp", "POST /admin"]);
  server.close();
});

it("tells when a delivery has left, once", async () => {
  const { server, seen, url } = await createHost();
  await (await fetch(`${url}/webhook/whatsapp`, { method: "POST" })).text();
  await expect.poll(() => load.left).toBe(1);
  expect(seen).toEqual(["POST /webhook/whatsapp"]);
  server.close();
});
