import { describeError } from "@/lib/core/errors";
import type { LedgerRow } from "@/lib/credits/ledger-reader";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { ledgerInput } from "../inputs/billing-inputs.schema";

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

/** Rows that are read at once; the next are read when the browser has taken these. */
const ROWS_AT_ONCE = 500;

const exportInput = ledgerInput.omit({ after: true });

/**
 * The owner's ledger as a CSV file, by the filters in the address. However long it is, one part of it is in memory. 400
 * names the wrong field. What fails on the way breaks the download off, so that nobody takes a part for the whole.
 */
export function exportLedger(
  app: Pick<Application, "ledger" | "ports">,
  owner: Pick<Owner, "tenantId">,
  params: URLSearchParams,
): Response {
  const given = Object.fromEntries(
    Object.keys(exportInput.shape).flatMap((name) => {
      const value = params.get(name);
      return value === null || value === "" ? [] : [[name, value]];
    }),
  );
  const query = exportInput.safeParse(given);
  if (!query.success) {
    const [issue] = query.error.issues;
    return Response.json({ error: `${issue?.path.join(".")}: ${issue?.message}` }, { status: 400 });
  }
  const { tenantId } = owner;
  let after: string | undefined;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const rows = await app.ledger.listRows(tenantId, { ...query.data, after, limit: ROWS_AT_ONCE });
        const head = after === undefined ? LEDGER_CSV_HEAD : "";
        controller.enqueue(new TextEncoder().encode(head + rows.map(ledgerCsvLine).join("")));
        after = rows.at(-1)?.place;
        if (rows.length < ROWS_AT_ONCE) controller.close();
      } catch (error) {
        app.ports.log.error("ledger.export_failed", { tenantId, error: describeError(error) });
        controller.error(error);
      }
    },
  });
  const day = app.ports.clock.now().toISOString().slice(0, 10);
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="credits-${day}.csv"`,
      "cache-control": "private, no-store",
    },
  });
}
