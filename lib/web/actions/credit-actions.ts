import { ledgerInput, thresholdInput } from "../inputs/credit-inputs.schema";
import { nothing } from "../inputs/no-input.schema";
import { defineAction } from "./run-action";

/** Rows of the ledger that are shown at once. */
export const ROWS_PER_PAGE = 20;

/** Every change and question about credits. The access matrix test goes through this table. */
export const CREDIT_ACTIONS = {
  readBalance: defineAction({
    name: "read_balance",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.credits.readBalance(owner.tenantId),
  }),
  /** What today's saving and trying has used of what is paid for by the piece. */
  readBudget: defineAction({
    name: "read_budget",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.budget.read(owner.tenantId),
  }),
  listLedger: defineAction({
    name: "list_ledger",
    input: ledgerInput,
    limit: "change",
    audit: null,
    run: ({ app, owner }, query) => app.ledger.listRows(owner.tenantId, { ...query, limit: ROWS_PER_PAGE }),
  }),
  setLowThreshold: defineAction({
    name: "set_low_threshold",
    input: thresholdInput,
    limit: "change",
    audit: "credits.threshold",
    run: async ({ app, stamp }, { threshold }) => {
      await app.credits.setLowThreshold(stamp, threshold);
      return app.credits.readBalance(stamp.tenantId);
    },
  }),
} as const;
