/** An error that Redis itself answered, such as "WRONGTYPE …"; `message` starts with its code. */
export class RedisRefusal extends Error {}

/** Redis can't be reached or doesn't answer in time. */
export class RedisUnreachable extends Error {}

/** What a command answered, with strings as bytes; refusals stand inside only as items of a transaction. */
export type RedisReply = null | number | Buffer | RedisRefusal | RedisReply[];

/** One command with its arguments. */
export type RedisCommand = readonly Buffer[];

export type RedisEngine = {
  /** @throws RedisRefusal, RedisUnreachable */
  run(command: RedisCommand): Promise<RedisReply>;
  /** All commands between MULTI and EXEC. @throws RedisRefusal if the transaction was aborted, RedisUnreachable */
  transaction(commands: readonly RedisCommand[]): Promise<RedisReply[]>;
  close(): Promise<void>;
};
