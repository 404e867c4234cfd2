import type { IncomingMessage } from "node:http";

/** Machines send a delivery, and browsers a small form, in a fraction of this, milliseconds. */
const BODY_DEADLINE_MS = 10_000;

export type LimitedBody = { kind: "read"; bytes: Uint8Array } | { kind: "too_large" } | { kind: "too_slow" };

/** Nobody is there any more to be answered. */
export type CutOff = { kind: "cut_off" };

/**
 * The raw bytes of a request; `too_large` as soon as they exceed `maxBytes`, `too_slow` when the last has not come within
 * `deadlineMs` milliseconds (null: there is no such end). The rest is not read then, and not cancelled: that would end the connection before its answer.
 */
export async function readLimitedBody(
  request: Request,
  maxBytes: number,
  deadlineMs: number | null = BODY_DEADLINE_MS,
): Promise<LimitedBody> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > maxBytes) return { kind: "too_large" };
  if (!request.body) return { kind: "read", bytes: new Uint8Array() };
  const reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    if (deadlineMs !== null) timer = setTimeout(resolve, deadlineMs, null);
  });
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const next = await Promise.race([reader.read(), late]);
      if (next === null) return { kind: "too_slow" };
      if (next.done) return { kind: "read", bytes: Buffer.concat(chunks) };
      size += next.value.byteLength;
      if (size > maxBytes) return { kind: "too_large" };
      chunks.push(next.value);
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The same of a request that Node's own server took; `cut_off` when its connection ends before its body does.
 */
export function readIncomingBody(
  request: IncomingMessage,
  maxBytes: number,
  deadlineMs = BODY_DEADLINE_MS,
): Promise<LimitedBody | CutOff> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBytes) return Promise.resolve({ kind: "too_large" });
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const end = (body: LimitedBody | CutOff): void => {
      clearTimeout(timer);
      request.off("data", take).pause();
      resolve(body);
    };
    const take = (chunk: Uint8Array): void => {
      size += chunk.byteLength;
      if (size > maxBytes) end({ kind: "too_large" });
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => end({ kind: "too_slow" }), deadlineMs);
    request.on("data", take);
    request.once("end", () =>
      end({ kind: "read", bytes: chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks) }),
    );
    request.once("error", () => end({ kind: "cut_off" }));
    request.once("close", () => end({ kind: "cut_off" }));
  });
}

const KB = 1024;

/**
 * The most bytes that a page's address takes, by how the address begins; the first that fits counts. Each holds the
 * largest value that the schemas of the page's actions allow, all of it written as JSON's escapes; lists of rules are
 * bound by this alone.
 */
const LIMITS: readonly (readonly [beginning: string, maxBytes: number])[] = [
  ["/admin/rules/", 5 * KB * KB],
  ["/admin/persona", 64 * KB],
  ["/admin/whatsapp", 64 * KB],
];
const ELSEWHERE = 16 * KB;

export function bodyLimit(pathname: string): number {
  return LIMITS.find(([beginning]) => pathname.startsWith(beginning))?.[1] ?? ELSEWHERE;
}

/**
 * 413 for a body that is larger than its address takes, before a page or an action sees it; null for any other request.
 * Next answers only when a body has ended, so its deadline is the server's own (see `boundRequests`).
 */
export async function refuseBody(request: Request): Promise<Response | null> {
  const maxBytes = bodyLimit(new URL(request.url).pathname);
  const { kind } = await readLimitedBody(request, maxBytes, null);
  return kind === "read" ? null : Response.json({ error: `expected at most ${maxBytes} bytes` }, { status: 413 });
}
