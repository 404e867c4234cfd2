import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { Prisma } from "../generated/client";
import { createStatementBatches, statement } from "./statement-batch";

/** A message of Postgres' protocol: its kind, its length, its content. */
function wire(kind: string, content: string): Buffer {
  const body = Buffer.from(content, "latin1");
  const head = Buffer.alloc(5);
  head.write(kind, 0, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const WELCOME = wire("R", "\0\0\0\0");
const READY = wire("Z", "I");
const ENDED = wire("E", "SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0");

it("rejects, and leaves the process alone, where a connection is ended in the breath in which it begins", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.concat([WELCOME, READY, ENDED])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const batches = createStatementBatches(`postgres://nobody@127.0.0.1:${port}/none`, "named");
  const one = statement("test_one", Prisma.sql`SELECT 1`);
  for (let round = 0; round < 3; round += 1) await expect(batches.run(one, [one])).rejects.toThrow();
  await batches.end();
  server.close();
});
