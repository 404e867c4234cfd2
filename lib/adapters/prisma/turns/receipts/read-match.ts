import { MATCH_WAYS, MEANING_GAPS, type NearRule, type ReceiptMatch } from "@/lib/pipeline/receipt.port";

type Labels = ReadonlyMap<string, string>;

/** Reads what `matched_by` says. Turns of earlier versions lack some of it, and what is none of our words is left out. */
export function readMatch(matchedBy: unknown, labels: Labels): ReceiptMatch | null {
  if (typeof matchedBy !== "object" || matchedBy === null) return null;
  const said = matchedBy as Record<string, unknown>;
  const { score, threshold, near, version } = said;
  return {
    way: MATCH_WAYS.find((way) => way === said.kind) ?? null,
    nearness: isNumber(score) && isNumber(threshold) ? { score, line: threshold } : null,
    gap: MEANING_GAPS.find((gap) => gap === said.gap) ?? null,
    others: readNear(near).map((one) => ({ ...one, label: labels.get(one.ruleId) ?? null })),
    configVersion: isNumber(version) ? version : null,
  };
}

function readNear(near: unknown): Omit<NearRule, "label">[] {
  if (!Array.isArray(near)) return [];
  return near.flatMap((one: { rule?: unknown; score?: unknown; line?: unknown } | null) =>
    typeof one?.rule === "string" && isNumber(one.score) && isNumber(one.line)
      ? [{ ruleId: one.rule, score: one.score, line: one.line }]
      : [],
  );
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
