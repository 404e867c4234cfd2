import type { LedgerRow } from "./ledger-reader";

const COLUMNS = ["time", "kind", "end", "credits", "balance", "rule", "reason", "reference"] as const;

/** The first line of the export. The mark in front tells spreadsheets that it is UTF-8. */
export const LEDGER_CSV_HEAD = `\uFEFF${COLUMNS.join(",")}\r\n`;

/**
 * One row of the export (RFC 4180). Times are UTC (ISO 8601); kinds, ends and reasons are codes, but for a grant's reason.
 * No number or text of a customer is in a row.
 */
export function ledgerCsvLine(row: LedgerRow): string {
  const values: Record<(typeof COLUMNS)[number], string | number> = {
    time: row.at.toISOString(),
    kind: row.kind,
    end: "end" in row ? row.end : "",
    credits: row.amount,
    balance: row.balanceAfter,
    rule: row.kind === "reply" && row.rule ? (row.rule.label ?? row.rule.ruleId) : "",
    reason: row.reason ?? "",
    reference: row.reference,
  };
  return `${COLUMNS.map((column) => csvCell(values[column])).join(",")}\r\n`;
}

/** What a spreadsheet takes for a formula, also behind blanks and in full-width letters (owasp.org: CSV injection). */
const FORMULA = /^\s*[=+\-@|\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;

/** Text is quoted; what would be run is made text by an apostrophe in front. Numbers stay numbers. */
export function csvCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  if (value === "") return "";
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
