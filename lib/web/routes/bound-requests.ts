import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Capacity } from "@/lib/wiring/capacity";
import { SKIPPED_BYTES, type WebhookListener } from "./webhook-listener";

/** Time for a list of rules of 5 MB over a poor mobile line, milliseconds. */
const REQUEST_MS = 60_000;

/**
 * A connection without a request is closed after so long. Longer than a load balancer keeps one (60 s are usual): who
 * sends into a connection that is just being closed gets a reset instead of an answer, with Node's own 5 s now and then.
 */
const IDLE_MS = 75_000;

/**
 * Bounds what Next's server takes on, for which it has no settings; the server is known here by its first request.
 *
 * A request that has not arrived whole, with its body, after a minute gets a 408 and its connection is closed (Node's own
 * limit is five minutes). A delivery over capacity gets its 503 before Next sees it: Next takes longer to reach its route
 * than the refusal itself, and much longer just after a start, so that a storm would queue up for minutes before the
 * route could say no. `takes` is asked first.
 */
export function boundRequests(capacity: Pick<Capacity, "approach">, takes: WebhookListener = () => false): void {
  const known = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    if (known.has(server)) return;
    known.add(server);
    server.requestTimeout = REQUEST_MS;
    server.keepAliveTimeout = IDLE_MS;
    const listeners = server.listeners("request") as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners("request");
    server.on("request", (request, response) => {
      const pass = (): void => {
        for (const listener of listeners) listener.call(server, request, response);
      };
      if (takes(request, response)) return;
      if (!isDelivery(request)) return pass();
      const passed = capacity.approach((left) => {
        response.once("close", left);
        pass();
      });
      if (passed) return;
      const small = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY) <= SKIPPED_BYTES;
      const connection = small ? "keep-alive" : "close";
      response.writeHead(503, { "retry-after": "5", connection, "content-type": "text/plain" });
      response.end("over capacity, send it again");
    });
  });
}

const isDelivery = ({ method, url }: IncomingMessage): boolean =>
  method === "POST" && url !== undefined && url.startsWith("/webhook/");
