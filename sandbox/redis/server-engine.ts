import { createClient, ErrorReply, MultiErrorReply, RESP_TYPES } from "redis";
import { type RedisEngine, RedisRefusal, type RedisReply, RedisUnreachable } from "./redis-engine";

/** An answer that takes longer counts as none; the app's own time-outs are longer, so that it sees the 503. */
const answerWithinMs = 2000;

/**
 * A Redis or Valkey server at `url` (REDIS_URL). Connects in the background and again after every loss: while there is
 * no connection each command fails at once, nothing is queued.
 */
export function createServerEngine(url: string): RedisEngine {
  const client = createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    socket: { connectTimeout: 2000, reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 5), 1000) },
  });
  let lastError = "no connection yet";
  client.on("error", (error: unknown) => {
    lastError = error instanceof Error ? error.message || error.name : String(error);
  });
  // Bytes, so that values that aren't UTF-8 come through as they are.
  const bytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.SIMPLE_STRING]: Buffer });
  const first = client.connect().then(
    () => undefined,
    () => undefined,
  );
  const answer = async <T>(work: () => Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new RedisUnreachable(`no answer within ${answerWithinMs} ms`)), answerWithinMs);
    });
    try {
      return await Promise.race([first.then(work), late]);
    } catch (error) {
      if (error instanceof MultiErrorReply || !(error instanceof ErrorReply)) throw readFailure(error, lastError);
      throw new RedisRefusal(error.message);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    run: (command) => answer(async () => readReply(await bytes.sendCommand<unknown>([...command]))),
    transaction: (commands) =>
      answer(async () => {
        const multi = bytes.multi();
        for (const command of commands) multi.addCommand([...command]);
        try {
          return (await multi.exec()).map(readReply);
        } catch (error) {
          // Some items failed: EXEC did run, and each item has its own answer.
          if (error instanceof MultiErrorReply) return error.replies.map(readReply);
          throw error;
        }
      }),
    async close() {
      if (client.isOpen) client.destroy();
    },
  };
}

function readFailure(error: unknown, lastError: string): Error {
  if (error instanceof RedisUnreachable) return error;
  const text = error instanceof Error ? error.message || error.name : String(error);
  return new RedisUnreachable(`${text} (${lastError})`);
}

function readReply(reply: unknown): RedisReply {
  if (reply === null || reply === undefined) return null;
  if (typeof reply === "number" || Buffer.isBuffer(reply)) return reply;
  if (Array.isArray(reply)) return reply.map(readReply);
  if (reply instanceof Error) return new RedisRefusal(reply.message);
  return Buffer.from(String(reply));
}
