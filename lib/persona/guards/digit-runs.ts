/** Numbers in a text that stand so close together that a reader may take them for one. */
export type DigitRun = { text: string; groups: readonly { start: number; end: number }[] };

/** Between two digits of one number: at most four characters, none of them a letter. */
const GAP = /^[^\p{L}\p{N}]{0,4}$/u;

export function findDigitRuns(text: string): DigitRun[] {
  const runs: { start: number; end: number }[][] = [];
  let last = 0;
  for (const { index, 0: digits } of text.matchAll(/\d+/g)) {
    const run = runs.at(-1);
    const group = { start: index, end: index + digits.length };
    if (run && GAP.test(text.slice(last, index))) run.push(group);
    else runs.push([group]);
    last = group.end;
  }
  return runs.map((groups) => ({ text, groups }));
}

/** What stands from one group to another, both included. */
export function sliceRun({ text, groups }: DigitRun, from: number, to: number): string {
  return text.slice(groups[from]?.start, groups[to]?.end);
}

export function countDigits(text: string): number {
  return text.replace(/\D/g, "").length;
}
