import type { Requester } from "@upstash/redis";
import { createGroup } from "@/lib/core/group-calls";
import { type RestCall, RestFailure } from "./rest-call";
import { createScriptHashes, isScript, type RedisCommand } from "./script-hashes";

/** From asking to the answer, with waiting and all tries, ms. */
const TIMEOUT_MS = 5_000;

/** The waits before the second and third try, ms. */
const BACK_OFF_MS = [50, 100];

/** Two, so that one that hangs till its time-out does not hold up everybody. */
const LANES = 2;
const ASKS_IN_ONE_CALL = 64;

type Answer = { result?: unknown; error?: string };
type Ask = { commands: readonly RedisCommand[]; over: boolean };
type Slot = { command: RedisCommand; end: Answer | RestFailure | null };
type Outcome = Answer[] | RestFailure;

/**
 * What the SDK sends its commands through. Scripts, the steps of all turns, go in one pipeline with all that are asked for
 * while others are in the air; anything else, such as a sweep's reading of 200 conversations, goes by itself, so that it
 * holds up no turn. A command's own error reaches its own asker. What one asker put into one pipeline is sent in its order;
 * two askers who did not wait for each other have none.
 *
 * A call without an answer is tried twice more, 50 and 100 ms later. One that may have been carried out is tried again only
 * for the commands that change nothing a second time: those whose text `isSafeToRepeat`. Within 5 s all is over.
 */
export function createRequester(call: RestCall, isSafeToRepeat: (command: RedisCommand) => boolean): Requester {
  const { byHash, isUnknownScript } = createScriptHashes();

  /** Gives each slot its end; never throws. */
  const send = async (slots: Slot[], form: (command: RedisCommand) => RedisCommand, until: number): Promise<void> => {
    let left = slots;
    for (let tried = 0; left.length > 0; tried += 1) {
      try {
        const body = left.map(({ command }) => form(command));
        const timeoutMs = Math.max(1, until - performance.now());
        const answers = readAnswers(await call("pipeline", body, { timeoutMs, fresh: tried > 0 }), left.length);
        for (const [index, slot] of left.entries()) slot.end = answers[index] ?? null;
        return;
      } catch (error) {
        const failure = error instanceof RestFailure ? error : new RestFailure("failed", "answered");
        if (failure.kind === "too_large" && left.length > 1) {
          const half = left.length >> 1;
          await send(left.slice(0, half), form, until);
          return send(left.slice(half), form, until);
        }
        for (const slot of left) slot.end = failure;
        const waitMs = failure.reused && tried === 0 ? 0 : BACK_OFF_MS[tried];
        if (waitMs === undefined || performance.now() + waitMs >= until) return;
        if (failure.kind === "unknown") left = left.filter(({ command }) => isSafeToRepeat(command));
        else if (failure.kind !== "unsent") return;
        if (left.length > 0 && waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  };

  const run = async (asks: readonly Ask[]): Promise<Outcome[]> => {
    const until = performance.now() + TIMEOUT_MS;
    const slotsOf = asks.map((ask) => (ask.over ? [] : ask.commands.map((command): Slot => ({ command, end: null }))));
    const slots = slotsOf.flat();
    await send(slots, byHash, until);
    // A Redis that was started anew knows no script. What it refused for that was not begun, so only that goes again.
    await send(
      slots.filter(({ command, end }) => isUnknownScript(command, end)),
      (command) => command,
      until,
    );
    return slotsOf.map(readOutcome);
  };

  const group = createGroup<Ask, Outcome>({ work: (asks) => run(asks), lanes: LANES, max: ASKS_IN_ONE_CALL });

  const ask = (commands: readonly RedisCommand[]): Promise<Answer[]> =>
    new Promise((answer, fail) => {
      const one: Ask = { commands, over: false };
      const timer = setTimeout(() => {
        // If it still waits, it is not sent any more.
        one.over = true;
        fail(new RestFailure("TimeoutError", "unknown"));
      }, TIMEOUT_MS);
      const outcome = commands.every(isScript) ? group(one) : run([one]).then(([own = []]) => own);
      outcome
        .then((end) => (end instanceof RestFailure ? fail(end) : answer(end)), fail)
        .finally(() => clearTimeout(timer));
    });

  return {
    // The SDK's types give a pipeline's list of answers the type of one.
    async request<T>({ path = [], body, isStreaming }: Parameters<Requester["request"]>[0]) {
      if (isStreaming || !Array.isArray(body)) throw new RestFailure("NotSpoken", "unsent");
      if (path.length === 0) return (await ask([body]))[0] as { result?: T; error?: string };
      if (path.join() === "pipeline") return (await ask(body)) as { result?: T; error?: string };
      throw new RestFailure("NotSpoken", "unsent");
    },
  };
}

function readOutcome(slots: readonly Slot[]): Outcome {
  const answers: Answer[] = [];
  for (const { end } of slots) {
    if (end instanceof RestFailure) return end;
    answers.push(end ?? { error: "ERR no answer" });
  }
  return answers;
}

function readAnswers(value: unknown, count: number): Answer[] {
  const whole = Array.isArray(value) && value.length === count && value.every((one) => one && typeof one === "object");
  if (!whole) throw new RestFailure("NotAnswers", "answered");
  return value;
}
