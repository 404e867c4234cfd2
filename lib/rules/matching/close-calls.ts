import type { ReplyRule } from "../config/reply-config";

/** An automatic rule that a text was measured against. `score` and `line`: −1 to 1. */
export type MeasuredRule = { rule: ReplyRule; score: number; line: number };

/** What becomes of the first close decision between automatic rules; of later ones the nearest decides alone. */
export type CloseCalls =
  | { kind: "nearest" }
  /** Matching stops there and says between which rules; see `isClose` for `width`. */
  | { kind: "stop"; width: number }
  /** Somebody was asked. `chosen`: a rule that was offered, or null: none of them, and the list goes on below its group. */
  | { kind: "ruled"; width: number; chosen: string | null };

/** So many are offered. */
const OFFERED = 3;

const surplus = ({ score, line }: MeasuredRule): number => score - line;

/** The nearest first; of equals the one that stands first. */
const byNearness = (group: readonly MeasuredRule[]): MeasuredRule[] =>
  group.toSorted((one, other) => surplus(other) - surplus(one));

/**
 * Whether the rules of one group are hard to tell apart: the nearest is less than `width` (0 to 1, as scores are) above or
 * below its line, or it and the next one are both above theirs and less than `width` apart.
 */
export function isClose(group: readonly MeasuredRule[], width: number): boolean {
  const [first, second] = byNearness(group);
  if (first === undefined) return false;
  if (Math.abs(surplus(first)) < width) return true;
  return second !== undefined && surplus(second) >= 0 && surplus(first) - surplus(second) < width;
}

/** The nearest rules of a group, at most three. */
export const offeredOf = (group: readonly MeasuredRule[]): MeasuredRule[] => byNearness(group).slice(0, OFFERED);
