import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { createGroup, type GroupOptions } from "./group-calls";

class ContentError extends Error {}
const isContentError = (error: unknown): boolean => error instanceof ContentError;
const tick = () => new Promise((resolve) => setImmediate(resolve));

/** Calls that end when they are told to. */
function createCalls() {
  const calls: number[][] = [];
  const ends: (() => void)[] = [];
  return {
    calls,
    work: (items: number[]) =>
      new Promise<string[]>((resolve) => {
        calls.push(items);
        ends.push(() => resolve(items.map((item) => `answer ${item}`)));
      }),
    async end(index: number): Promise<void> {
      await tick();
      ends[index]?.();
      await tick();
    },
  };
}

const answerAll = async (items: number[]) => items.map((item) => `answer ${item}`);
const groupOf = (options: Partial<GroupOptions<number, string>>) =>
  createGroup<number, string>({ work: answerAll, lanes: 1, max: 10, ...options });

describe("a group of calls", () => {
  it("makes the next call of what arrives while one is in the air, and waits for nothing else", async () => {
    const { calls, work, end } = createCalls();
    const ask = groupOf({ work, max: 3 });
    const first = ask(0);
    await Promise.resolve();
    expect(calls).toEqual([[0]]);
    const rest = [1, 2, 3, 4].map(ask);
    await tick();
    expect(calls).toEqual([[0]]);
    await end(0);
    expect(calls).toEqual([[0], [1, 2, 3]]);
    await end(1);
    await end(2);
    expect(calls).toEqual([[0], [1, 2, 3], [4]]);
    expect(await Promise.all([first, ...rest])).toEqual([0, 1, 2, 3, 4].map((item) => `answer ${item}`));
  });

  it("gives each owner a turn, so that one with many holds up nobody", async () => {
    const { calls, work, end } = createCalls();
    const ask = groupOf({ work, max: 4, ownerOf: (item) => (item < 10 ? "many" : `one ${item}`) });
    const asked = [...[0, 1, 2, 3, 4, 5, 6, 7, 8].map(ask), ...[10, 11].map(ask)];
    for (const call of [0, 1, 2]) await end(call);
    await Promise.all(asked);
    expect(calls).toEqual([
      [0, 10, 11, 1],
      [2, 3, 4, 5],
      [6, 7, 8],
    ]);
  });

  it("sends together what one piece of code asks for without waiting", async () => {
    const { calls, work, end } = createCalls();
    const ask = groupOf({ work });
    const asked = Promise.all([1, 2, 3].map(ask));
    await end(0);
    await asked;
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it("begins a second call at once where there is a second lane", async () => {
    const { calls, work } = createCalls();
    const ask = groupOf({ work, lanes: 2 });
    for (const item of [1, 2, 3]) {
      void ask(item);
      await tick();
    }
    expect(calls).toEqual([[1], [2]]);
  });

  it("rejects all of a call that failed, none of the next, and halves nothing", async () => {
    const calls: number[][] = [];
    const ask = groupOf({
      isContentError,
      work: async (items) => {
        calls.push(items);
        if (calls.length === 1) throw new Error("no connection");
        return answerAll(items);
      },
    });
    const ends = await Promise.allSettled([1, 2].map(ask));
    expect(ends.map((end) => end.status === "rejected" && end.reason.message)).toEqual(Array(2).fill("no connection"));
    expect(await ask(3)).toBe("answer 3");
    expect(calls).toEqual([[1, 2], [3]]);
  });

  it("rejects all of a call with an answer too few or too many, and goes on", async () => {
    for (const wrong of [["one"], ["one", "two", "three"]]) {
      const ask = groupOf({
        isContentError: () => true,
        work: async (items) => (items.length === 2 ? wrong : answerAll(items)),
      });
      const ends = await Promise.allSettled([1, 2].map(ask));
      for (const end of ends) {
        expect(end.status === "rejected" && end.reason.message).toBe(
          `2 items were asked for, ${wrong.length} answered`,
        );
      }
      expect(await ask(3)).toBe("answer 3");
    }
  });

  it("takes an error that is thrown at once like one that comes later, and leaves nobody waiting for a fault of its own", async () => {
    const broken = new Error("broken");
    const thrower = (): never => {
      throw broken;
    };
    const content = () => Promise.reject(new ContentError());
    const groups = [
      groupOf({ work: thrower }),
      groupOf({ work: content, isContentError: thrower }),
      groupOf({ work: content, isContentError, refused: thrower }),
    ];
    for (const ask of groups) {
      for (const round of [1, 2]) {
        const ends = await Promise.allSettled([round, round + 1].map(ask));
        expect(ends).toEqual([1, 2].map(() => ({ status: "rejected", reason: broken })));
      }
    }
    const withoutList = groupOf({ work: async () => undefined as unknown as string[] });
    await expect(withoutList(1)).rejects.toThrow(TypeError);
  });

  it("rejects a refused item with its own error where nothing else is said", async () => {
    const error = new ContentError("bad text");
    const ask = groupOf({
      isContentError,
      work: (items) => (items.includes(2) ? Promise.reject(error) : answerAll(items)),
    });
    expect(await Promise.allSettled([1, 2, 3].map(ask))).toEqual([
      { status: "fulfilled", value: "answer 1" },
      { status: "rejected", reason: error },
      { status: "fulfilled", value: "answer 3" },
    ]);
  });

  it("refuses lanes and sizes that would never send anything", () => {
    for (const wrong of [{ lanes: 0 }, { max: 0 }, { lanes: 1.5 }, { max: Number.NaN }]) {
      expect(() => groupOf(wrong)).toThrow(RangeError);
    }
  });

  it("answers each item once and its own, in calls no larger and no more at once than allowed, in order; poison hits itself", async () => {
    const script = fc.record({
      lanes: fc.integer({ min: 1, max: 3 }),
      max: fc.integer({ min: 1, max: 7 }),
      // How many items are asked for together, one group after the other.
      bursts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
      poisoned: fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 4 }),
      failing: fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 2 }),
      scheduler: fc.scheduler(),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ lanes, max, bursts, poisoned, failing, scheduler }) => {
        const total = bursts.reduce((sum, burst) => sum + burst, 0);
        const poison = new Set(poisoned);
        const begun: number[][] = [];
        const lost = new Set<number>();
        const succeeded: number[] = [];
        let flying = 0;
        let most = 0;
        const ask = createGroup<number, string>({
          lanes,
          max,
          isContentError,
          refused: (error, item) => `refused ${item} ${error instanceof ContentError}`,
          work: async (items) => {
            const call = begun.push(items) - 1;
            flying += 1;
            most = Math.max(most, flying);
            await scheduler.schedule(Promise.resolve(), `call of ${items.join()}`);
            flying -= 1;
            if (failing.includes(call)) {
              for (const item of items) lost.add(item);
              throw new Error("no connection");
            }
            if (items.some((item) => poison.has(item))) throw new ContentError();
            succeeded.push(...items);
            return answerAll(items);
          },
        });
        const answers = new Map<number, string[]>();
        const note = (item: number, answer: string): void => {
          answers.set(item, [...(answers.get(item) ?? []), answer]);
        };
        let next = 0;
        const all: Promise<void>[] = [];
        const asked = scheduler.scheduleSequence(
          bursts.map((burst) => async () => {
            for (const item of Array.from({ length: burst }, () => next++)) {
              const failed = (error: Error): void => note(item, error.message);
              all.push(ask(item).then((answer) => note(item, answer), failed));
            }
          }),
        );
        await scheduler.waitFor(asked.task.then(() => Promise.all(all)));

        for (let item = 0; item < total; item += 1) {
          const own = poison.has(item) ? `refused ${item} true` : `answer ${item}`;
          expect(answers.get(item)).toEqual([lost.has(item) ? "no connection" : own]);
        }
        expect(most).toBeLessThanOrEqual(lanes);
        for (const items of begun) expect(items.length).toBeLessThanOrEqual(max);
        // No item is done twice, and none that another call's poison took with it is left out.
        expect(new Set(succeeded).size).toBe(succeeded.length);
        // First in, first out: an item begins for the first time only after all that were asked for before it.
        const seen = begun.flat().filter((item, at, list) => list.indexOf(item) === at);
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
        // In one lane they also end in that order.
        if (lanes === 1) expect(succeeded).toEqual(succeeded.toSorted((a, b) => a - b));
      }),
      { numRuns: propertyRuns(150) },
    );
  });
});
