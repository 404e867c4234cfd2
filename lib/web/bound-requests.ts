import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

/** Time for a list of rules of 5 MB over a poor mobile line, milliseconds. */
const REQUEST_MS = 60_000;

/**
 * A request that has not arrived whole, with its body, after a minute gets a 408 and its connection is closed. Node's own
 * limit is five minutes, and Next has no setting for it; the server is known here by its first request.
 */
export function boundRequests(): void {
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    server.requestTimeout = REQUEST_MS;
  });
}
