import { describe, expect, it } from "vitest";
import { readMoneyGone } from "./read-payment";

type Dispute = Parameters<typeof readMoneyGone>[1][number];

const dispute = (status: string, ...moves: number[]): Dispute => ({
  ...{ status: status as Dispute["status"], amount: 300 },
  balance_transactions: moves.map((amount) => ({ amount })),
});

describe("what a dispute holds", () => {
  it.each([
    ["nothing yet", dispute("needs_response"), 0],
    ["withdrawn", dispute("needs_response", -300), 300],
    ["reinstated", dispute("under_review", -300, 295), 0],
    ["won", dispute("won", -300), 0],
    ["lost", dispute("lost", -300), 300],
    ["withdrawn again by an appeal", dispute("appeal_under_review", -300, 300, -300), 300],
    ["an appeal that was won", dispute("won", -300, 300, -300, 300), 0],
    ["an appeal that was lost", dispute("lost", -300, 300, -300), 300],
    ["an inquiry", dispute("warning_under_review", -300), 0],
    ["prevented", dispute("prevented", -300), 0],
    ["a state that is new", dispute("escalated", -300), 300],
  ])("%s", (_name, one, held) => {
    expect(readMoneyGone([], [one]).withdrawnMinor).toBe(held);
  });
});
