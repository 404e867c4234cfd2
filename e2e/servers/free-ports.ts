import { createServer, type Server } from "node:net";

/**
 * Below what systems hand to outgoing connections (Linux from 32768, others from 49152): such a one would take a port in
 * the moment between this look and its use. Each of Playwright's workers has a range of its own, for the same reason.
 */
const FIRST_PORT = 12_000;
const PORTS_PER_WORKER = 5_000;
const WORKERS = 4;

/** So many different ports of 127.0.0.1 that nobody has now. All are taken at once, so that none comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const worker = Number(process.env.TEST_PARALLEL_INDEX ?? WORKERS - 1) % WORKERS;
  const first = FIRST_PORT + worker * PORTS_PER_WORKER;
  const servers: Server[] = [];
  let place = Math.floor(Math.random() * PORTS_PER_WORKER);
  for (let tries = 0; servers.length < count; tries += 1) {
    if (tries > PORTS_PER_WORKER) throw new Error(`no ${count} ports are free from ${first} on`);
    const server = await listenAt(first + place);
    if (server) servers.push(server);
    place = (place + 1) % PORTS_PER_WORKER;
  }
  const ports = servers.map((server) => {
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("a listening server has no address");
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

/** Null when somebody has the port. */
function listenAt(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
