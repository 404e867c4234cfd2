import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Fault } from "./fault-table";

export type StandInRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  /** What the groups of the route's pattern caught, percent-decoded. */
  params: string[];
  headers: IncomingHttpHeaders;
  rawBody: Buffer;
  body: unknown;
  /** A `duplicate` or `reorder` fault: what they mean is for the route to say. */
  fault?: Fault;
};

/**
 * `body`: a string or Buffer goes out as it is (set the content type), a stream is piped, anything else becomes JSON.
 * `logged` replaces the body in the call log, for answers that would only fill it.
 */
export type StandInAnswer = {
  status: number;
  headers?: Record<string, string>;
  body?: unknown | Buffer | string | Readable;
  logged?: unknown;
};

export type StandInRoute = {
  method: string;
  /** Tested against the path without its query. */
  pattern: RegExp;
  /** The name that faults use, or several. */
  op: string | ((match: RegExpMatchArray, body: unknown) => string | readonly string[]);
  handle(request: StandInRequest): Promise<StandInAnswer>;
  /** The vendor's shape of an error that a fault asked for. */
  errorBody?(fault: Pick<Fault, "status" | "code" | "subcode">): unknown;
  /** False for pages and their polling, which are not calls of a client under test. */
  log?: false;
  /** What of the body the call log keeps; all of it if missing. */
  logBody?(body: unknown): unknown;
};
