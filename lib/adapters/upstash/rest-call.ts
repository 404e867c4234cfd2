import http from "node:http";
import https from "node:https";

/** More than any answer of ours: a sweep reads 200 conversations at once. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

const SOCKETS = 4;

/**
 * `unsent`: nothing left this machine. `unknown`: it may have been carried out. `too_large`: refused for its size, and not
 * carried out. `answered`: any other answer that is none of Redis'; not tried again.
 */
export type RestFailureKind = "unsent" | "unknown" | "too_large" | "answered";

/** A call that has no answer. Its name is a code; it holds nothing of what was asked or answered, and no token. */
export class RestFailure extends Error {
  override readonly name: string;
  constructor(
    code: string,
    readonly kind: RestFailureKind,
    /** It went over a connection that had been idle, which the other side may just have closed. */
    readonly reused = false,
  ) {
    super(code);
    this.name = code;
  }
}

export type RestCallOptions = {
  /** The longest that it may take, ms. */
  timeoutMs: number;
  /** A connection of its own, and none that has been idle. */
  fresh: boolean;
};

/** Posts JSON. Resolves with the JSON of a 2xx answer; @throws RestFailure */
export type RestCall = (path: string, body: unknown, options: RestCallOptions) => Promise<unknown>;

/**
 * Calls Upstash's REST address over connections that are kept, by `node:http` itself: global `fetch`, and Next's wrapping
 * of it, cost five times as much processor time. `url`: http or https, with or without a path.
 */
export function createRestCall(url: string, token: string, maxAnswerBytes = MAX_ANSWER_BYTES): RestCall {
  const base = new URL(url);
  const room = base.protocol === "https:" ? https : http;
  const agent = new room.Agent({ keepAlive: true, maxSockets: SOCKETS });
  const prefix = base.pathname.replace(/\/$/, "");
  // Whoever sends the last answer's token with the next request reads its own writes from any replica.
  let syncToken = "";

  return (path, body, { timeoutMs, fresh }) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      let connected = false;
      const request = room.request({
        protocol: base.protocol,
        hostname: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port,
        path: `${prefix}/${path}`,
        method: "POST",
        agent: fresh ? false : agent,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          "upstash-sync-token": syncToken,
        },
      });
      const fail = (code: string, kind: RestFailureKind = connected ? "unknown" : "unsent"): void => {
        clearTimeout(timer);
        reject(new RestFailure(code, kind, request.reusedSocket));
        request.destroy();
      };
      const timer = setTimeout(() => fail("TimeoutError"), timeoutMs);
      request.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? "network"));
      request.on("socket", (socket) => {
        if (request.reusedSocket || !socket.connecting) connected = true;
        else socket.once(room === https ? "secureConnect" : "connect", () => (connected = true));
      });
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length > maxAnswerBytes) fail("AnswerTooLarge", "answered");
          else chunks.push(chunk);
        });
        // The other side went away in the middle of its answer.
        response.on("error", () => fail("ECONNRESET"));
        response.on("end", () => {
          clearTimeout(timer);
          const status = response.statusCode ?? 0;
          const answer = Buffer.concat(chunks).toString();
          if (status < 200 || status > 299)
            return fail(`HTTP ${status}`, isTooLarge(status, answer) ? "too_large" : "answered");
          syncToken = String(response.headers["upstash-sync-token"] ?? "");
          try {
            resolve(JSON.parse(answer));
          } catch {
            fail("NotJson", "answered");
          }
        });
      });
      // As text, so that Node writes head and body at once.
      request.end(text);
    });
}

/** Upstash's own words, upstash.com/docs/redis/troubleshooting/max_request_size_exceeded, or its proxy's status. */
function isTooLarge(status: number, text: string): boolean {
  return status === 413 || (status === 400 && /max request size exceeded/i.test(text.slice(0, 500)));
}
