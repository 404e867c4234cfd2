export type GroupOptions<Item, Answer> = {
  /** One call for many items, each one's in the order in which they were asked for; one answer for each, in the same order. */
  work(items: Item[]): Promise<readonly Answer[]>;
  /** Calls in the air at once, from 1 on. With one, an item's call begins only when all that came before have ended. */
  lanes: number;
  /** Items in one call, from 1 on. */
  max: number;
  /** Whose an item is: where more wait than one call takes, all get their turn, one item each. Absent: first in, first out. */
  ownerOf?(item: Item): string;
  /**
   * Whether a call failed for the content of one of its items, which other items must not suffer for. Only where a failed
   * call has done nothing: its items are tried again in smaller calls. Absent: no error is of that kind.
   */
  isContentError?(error: unknown): boolean;
  /** What an item gets that fails alone for its own content. Absent: its promise rejects with the error. */
  refused?(error: unknown, item: Item): Answer;
};

type Waiting<Item, Answer> = { item: Item; answer(value: Answer): void; fail(error: unknown): void };

/**
 * Makes one call of many: what is asked for while all lanes are in the air is the next call. There is
 * no timer, so a lone item waits for nothing but the end of the running code; what one piece of code asks for without
 * waiting goes together.
 *
 * A call that fails with a content error is halved until the item at fault stands alone. Any other error rejects every item
 * of its call, and so does an answer too many or too few: nobody can tell then whose is missing. The returned function
 * rejects with the error of `work` and never throws. The queue is not bounded: whoever asks bounds how much.
 * @throws RangeError for lanes or max below 1 or not whole.
 */
export function createGroup<Item, Answer>(options: GroupOptions<Item, Answer>): (item: Item) => Promise<Answer> {
  const { work, lanes, max, ownerOf = () => "", isContentError = () => false, refused } = options;
  for (const [name, value] of Object.entries({ lanes, max })) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1 on`);
  }
  const lines = new Map<string, Waiting<Item, Answer>[]>();
  let flying = 0;
  let launching = false;

  const call = async (jobs: Waiting<Item, Answer>[]): Promise<void> => {
    let answers: readonly Answer[];
    try {
      answers = await work(jobs.map(({ item }) => item));
    } catch (error) {
      if (!isContentError(error)) return failAll(jobs, error);
      if (jobs.length > 1) return halve(jobs);
      for (const job of jobs) refuse(job, error);
      return;
    }
    if (answers.length !== jobs.length) {
      throw new Error(`${jobs.length} items were asked for, ${answers.length} answered`);
    }
    for (const [index, job] of jobs.entries()) job.answer(answers[index] as Answer);
  };

  // One half after the other, in the same lane: no more calls at once, and the order stays.
  const halve = async (jobs: Waiting<Item, Answer>[]): Promise<void> => {
    const half = jobs.length >> 1;
    await call(jobs.slice(0, half));
    await call(jobs.slice(half));
  };

  const refuse = (job: Waiting<Item, Answer>, error: unknown): void => {
    if (refused) job.answer(refused(error, job.item));
    else job.fail(error);
  };

  /** What waited longest of each owner, then the next of each. */
  const take = (): Waiting<Item, Answer>[] => {
    const taken: Waiting<Item, Answer>[] = [];
    while (taken.length < max) {
      const [front] = lines;
      if (!front) break;
      const [owner, line] = front;
      taken.push(...line.splice(0, lines.size > 1 ? 1 : max - taken.length));
      // To the back of the owners; gone when nothing of it waits.
      lines.delete(owner);
      if (line.length > 0) lines.set(owner, line);
    }
    return taken;
  };

  const launch = (): void => {
    launching = false;
    while (lines.size > 0 && flying < lanes) {
      flying += 1;
      const jobs = take();
      // Whatever else goes wrong, nobody waits for ever: to fail what has its answer already changes nothing.
      void call(jobs)
        .catch((fault: unknown) => failAll(jobs, fault))
        .then(() => {
          flying -= 1;
          launch();
        });
    }
  };

  return (item) =>
    new Promise<Answer>((answer, fail) => {
      const owner = ownerOf(item);
      const line = lines.get(owner);
      if (line) line.push({ item, answer, fail });
      else lines.set(owner, [{ item, answer, fail }]);
      if (launching || flying >= lanes) return;
      launching = true;
      queueMicrotask(launch);
    });
}

function failAll<Item, Answer>(jobs: readonly Waiting<Item, Answer>[], error: unknown): void {
  for (const job of jobs) job.fail(error);
}
