import { ASKED_CLOSE_CALLS, HAND_OVER_CAUSES, SILENT_REASONS, type SilentReason } from "@/lib/pipeline/turn";
import type { TurnLogEntry, TurnOutcome } from "@/lib/pipeline/turn-log.port";
import { readConsentWord } from "./consent-word";

/** The columns of a turn that say what became of it. */
export type TurnFactsRow = {
  id: string;
  accountId: string;
  outcome: string | null;
  reason: string | null;
  ruleId: string | null;
  responseKind: string | null;
  matchedBy: unknown;
  attempts: number;
  sentTwice: boolean;
  messageCount: number;
  failureCode: number | null;
  handedOver: string | null;
  releasedAt: Date;
};

/** What the log and the receipt say alike. `label`: of the rule that won, as it is called now; null for one that is gone. */
export function readTurnFacts(
  row: TurnFactsRow,
  label: string | null,
): Omit<TurnLogEntry, "number" | "customer" | "leftAlone"> {
  const said = (typeof row.matchedBy === "object" && row.matchedBy !== null ? row.matchedBy : {}) as Said;
  return {
    id: row.id,
    at: row.releasedAt,
    outcome: (row.outcome as TurnOutcome | null) ?? "open",
    reason: readReason(row.reason),
    heldBack: readReason(said.blocked),
    failureCode: row.failureCode,
    rule:
      row.ruleId === null ? null : { id: row.ruleId, label: label ?? readLabel(said.label), isGone: label === null },
    byAi: row.responseKind === "prompt",
    closeCall: ASKED_CLOSE_CALLS.find((word) => word === said.close_call) ?? null,
    messageCount: row.messageCount,
    attempts: row.attempts,
    sentTwice: row.sentTwice,
    handedOver: HAND_OVER_CAUSES.find((cause) => cause === row.handedOver) ?? null,
    ownWord: readConsentWord(row.matchedBy),
    endedPolitely: said.kind === "follow_up_end",
  };
}

type Said = { blocked?: unknown; close_call?: unknown; kind?: unknown; label?: unknown };

const readLabel = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const readReason = (value: unknown): SilentReason | null => SILENT_REASONS.find((reason) => reason === value) ?? null;
