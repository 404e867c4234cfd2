import type { ReplyRule } from "../../lib/rules/config/reply-config";
import type { PhraseVector } from "../../lib/rules/intent/automatic-rules";
import { isClose, type MeasuredRule, offeredOf } from "../../lib/rules/matching/close-calls";
import type { Chooser } from "./candidates";
import type { LineSet } from "./read-line-set";

/** Of an intent's messages and of nobody's lines; `asked`: of both together, those that were hard to tell. */
export type Counts = { ours: number; answered: number; right: number; others: number; keptOut: number; asked: number };

export const NO_COUNTS: Counts = { ours: 0, answered: 0, right: 0, others: 0, keptOut: 0, asked: 0 };

/** Who is asked about a close call: answers with the place in the group of one of `offered`, or −1 for none. `wanted`: of the right one, −1 for none. */
export type Ruler = (question: {
  text: string;
  group: LineSet["intents"];
  offered: readonly number[];
  wanted: number;
}) => Promise<number>;

/** Always right, as far as the right one is offered: a bound, no measurement. */
export const knowsAll: Ruler = async ({ offered, wanted }) => (offered.includes(wanted) ? wanted : -1);

/** `ruledWithin`: the best, but somebody is asked about close calls of this width. */
export type Order = "best" | "first match" | { ruledWithin: number; by: Ruler };

/** Adds what becomes of a group's messages, and of nobody's lines. */
export async function countGroup(
  before: Counts,
  choose: Chooser,
  group: LineSet["intents"],
  nobodys: readonly string[],
  order: Order,
  measured: (text: string) => PhraseVector[],
): Promise<Counts> {
  const counts = { ...before };
  /** The place of the rule that wins, −1 for none; `wanted`: of the right one. */
  const winner = async (text: string, wanted: number): Promise<number> => {
    const [message] = measured(text);
    if (!message) return -1;
    const over = choose(message);
    if (order === "first match") return over.findIndex((one) => one >= 0);
    if (order !== "best" && isClose(asGroup(over), order.ruledWithin)) {
      counts.asked += 1;
      const offered = offeredOf(asGroup(over)).map(({ rule }) => Number(rule.id));
      return order.by({ text, group, offered, wanted });
    }
    const best = Math.max(...over);
    return best >= 0 ? over.indexOf(best) : -1;
  };
  for (const [place, { messages }] of group.entries()) {
    for (const text of messages) {
      const won = await winner(text, place);
      counts.ours += 1;
      if (won >= 0) counts.answered += 1;
      if (won === place) counts.right += 1;
    }
  }
  for (const text of nobodys) {
    counts.others += 1;
    if ((await winner(text, -1)) < 0) counts.keptOut += 1;
  }
  return counts;
}

/** Rules that stand so far above their lines, each as if its line were at zero. */
const asGroup = (over: readonly number[]): MeasuredRule[] =>
  over.map((score, at) => ({ rule: { id: String(at) } as ReplyRule, score, line: 0 }));
