import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "@/lib/testing/property-runs";
import { csvCell, LEDGER_CSV_HEAD, ledgerCsvLine } from "./ledger-export";

const common = {
  place: "1-1",
  at: new Date("2026-11-20T12:00:00.000Z"),
  amount: -1,
  balanceAfter: 41,
  reference: "turn-1",
};
const rule = { accountId: "a", number: "+49 30 555 01 00", ruleId: "booking", label: '=HYPERLINK("x")' };

/** Reads one quoted cell back, as a spreadsheet does. */
const readBack = (cell: string): string => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);

describe("the ledger as CSV", () => {
  it("has one line for a row, with as many cells as its head", () => {
    const line = ledgerCsvLine({
      ...common,
      kind: "reply",
      end: "used",
      reason: null,
      rule: { ...rule, label: "Booking" },
    });
    expect(line).toBe('"2026-11-20T12:00:00.000Z","reply","used",-1,41,"Booking",,"turn-1"\r\n');
    expect(line.split(",")).toHaveLength(LEDGER_CSV_HEAD.split(",").length);
  });

  it("holds no phone number, also of the owner's own", () => {
    expect(ledgerCsvLine({ ...common, kind: "reply", end: "used", reason: null, rule })).not.toContain("555");
  });

  it("makes a rule's name or a grant's reason that is a formula text", () => {
    expect(ledgerCsvLine({ ...common, kind: "reply", end: "open", reason: null, rule })).toContain(
      `,"'=HYPERLINK(""x"")",`,
    );
    expect(ledgerCsvLine({ ...common, kind: "grant", amount: 5, reason: "+1\n=2" })).toContain(`,"'+1\n=2",`);
  });

  it.each(["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\n@a", "＝1", "＋1", "－1", "＠a", "|a"])(
    "takes the start %j for a formula",
    (text) => expect(csvCell(text)).toBe(`"'${text}"`),
  );

  it("keeps every other text as it is, and never lets a cell end early", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const cell = csvCell(text);
        const read = readBack(cell);
        expect([text, `'${text}`]).toContain(read);
        expect(/^\s*[=+\-@]/.test(read)).toBe(false);
        expect(cell.replaceAll('""', "").replaceAll(/^"|"$/g, "")).not.toContain('"');
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});
