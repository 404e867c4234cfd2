import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type CallLog, createCallLog } from "./call-log";
import { controlRoutes } from "./control-routes";
import { createFaultTable, type FaultTable } from "./fault-table";
import { BodyTooLarge, parseBody, readBody } from "./request-body";
import type { StandInAnswer, StandInRoute } from "./route";

const maxBodyBytes = 20_000_000;

export type StandInServer = {
  url: string;
  port: number;
  /** For operations that no request starts, such as the webhooks that a stand-in sends. */
  faults: FaultTable;
  calls: CallLog;
  close(): Promise<void>;
};

/**
 * Starts an HTTP server that plays a vendor: first route that fits method and path answers, every call is logged, and
 * the faults of `POST /_sandbox/faults` happen to the operations they name. Port 0 takes any free port.
 *
 * `error` answers without effect; `delay` waits `ms` first; `drop_before` kills the connection without effect;
 * `drop_after` lets the operation take effect and kills the connection; `hold` waits for `POST /_sandbox/release`
 * (`{op?, drop?: true}`; dropped: no effect). `duplicate` and `reorder` are handed to the route.
 * @throws the listener's error, e.g. EADDRINUSE
 */
export async function startStandInServer(options: {
  name: string;
  host: string;
  port: number;
  routes: readonly StandInRoute[];
  describe: string;
  maxCalls?: number;
}): Promise<StandInServer> {
  const calls = createCallLog(options.maxCalls ?? 10_000);
  const faults = createFaultTable();
  const routes = [
    ...controlRoutes({ name: options.name, describe: options.describe, calls, faults }),
    ...options.routes,
  ];
  const server = createServer((incoming, outgoing) => {
    serve({ incoming, outgoing, routes, calls, faults }).catch((error: unknown) => {
      console.error(`${options.name}: ${incoming.method} ${incoming.url}:`, error);
      outgoing.destroy();
    });
  });
  // Node's 5 s would close a pooled connection under a client that is about to use it: a fault nobody asked for.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, options.port, options.host);
  return {
    url: `http://${options.host}:${port}`,
    port,
    faults,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        faults.clear();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

type Exchange = {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  routes: readonly StandInRoute[];
  calls: CallLog;
  faults: FaultTable;
};

async function serve({ incoming, outgoing, routes, calls, faults }: Exchange): Promise<void> {
  const method = incoming.method ?? "GET";
  const address = new URL(incoming.url ?? "/", "http://stand-in");
  let rawBody: Buffer;
  try {
    rawBody = await readBody(incoming, maxBodyBytes);
  } catch (error) {
    if (error instanceof BodyTooLarge) return send(outgoing, { status: 413, body: { error: error.message } });
    return; // the client went away in the middle of its request
  }
  const body = parseBody(rawBody, incoming.headers["content-type"] ?? "");
  const found = findRoute(routes, method, address.pathname);
  const call =
    found?.route.log === false
      ? undefined
      : calls.open({
          method,
          path: address.pathname + address.search,
          body: found?.route.logBody ? found.route.logBody(body) : body,
        });
  const finish = (answer: StandInAnswer): void => {
    if (call) {
      call.status = answer.status;
      call.answer = "logged" in answer ? answer.logged : loggable(answer.body);
    }
    send(outgoing, answer);
  };
  if (!found) return finish({ status: 404, body: { error: `no such address: ${method} ${address.pathname}` } });

  const { route, match } = found;
  const op = typeof route.op === "string" ? route.op : route.op(match, body);
  const names = typeof op === "string" ? [op] : op;
  const fault = op === "_sandbox" ? undefined : faults.take(names);
  if (fault?.kind === "drop_before") return void outgoing.destroy();
  if (fault?.kind === "error") {
    const status = fault.status ?? 500;
    const { headers } = fault;
    if (fault.body !== undefined) return finish({ status, headers, body: fault.body });
    return finish({ status, headers, body: route.errorBody?.(fault) ?? { error: { code: fault.code ?? status } } });
  }
  if (fault?.kind === "delay") await delay(fault.ms ?? 1000);
  if (fault?.kind === "hold" && fault.when !== "after" && (await faults.held(names)) === "drop") {
    return void outgoing.destroy();
  }
  const answer = await route
    .handle({
      method,
      path: address.pathname,
      query: address.searchParams,
      params: match.slice(1).map((part) => decodeParam(part ?? "")),
      headers: incoming.headers,
      rawBody,
      body,
      fault: fault?.kind === "duplicate" || fault?.kind === "reorder" ? fault : undefined,
    })
    .catch((error: unknown): StandInAnswer => {
      console.error(`stand-in ${names.join(", ")}:`, error);
      return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } };
    });
  const heldAnswer = fault?.kind === "hold" && fault.when === "after" ? await faults.held(names) : "go";
  if (fault?.kind === "drop_after" || heldAnswer === "drop") return void outgoing.destroy();
  finish(answer);
}

function findRoute(routes: readonly StandInRoute[], method: string, path: string) {
  for (const route of routes) {
    if (route.method !== method && !(route.method === "GET" && method === "HEAD")) continue;
    const match = path.match(route.pattern);
    if (match) return { route, match };
  }
  return undefined;
}

function decodeParam(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function loggable(body: unknown): unknown {
  if (Buffer.isBuffer(body)) return `${body.length} bytes`;
  return body instanceof Readable ? "stream" : (body ?? null);
}

function send(outgoing: ServerResponse, answer: StandInAnswer): void {
  if (outgoing.destroyed) return;
  const { body } = answer;
  if (body instanceof Readable) {
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.flushHeaders();
    outgoing.on("close", () => body.destroy());
    body.on("error", () => outgoing.destroy());
    body.pipe(outgoing);
    return;
  }
  const asIs = typeof body === "string" || Buffer.isBuffer(body);
  const bytes = asIs ? body : body === undefined ? "" : JSON.stringify(body);
  outgoing.writeHead(answer.status, {
    "content-type": asIs ? "text/plain; charset=utf-8" : "application/json",
    "content-length": String(Buffer.byteLength(bytes)),
    ...answer.headers,
  });
  outgoing.end(bytes);
}
