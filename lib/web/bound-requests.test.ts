import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { boundRequests } from "./bound-requests";

it("gives a request a minute to arrive, on the server that it comes to", async () => {
  boundRequests();
  const server = createServer((_request, response) => response.end("ok"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  expect(server.requestTimeout).toBe(300_000);
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text();
  expect(server.requestTimeout).toBe(60_000);
  server.close();
});
