import { entriesInput, thresholdInput } from "./credit-inputs.schema";
import { nothing } from "./no-input.schema";
import { defineAction } from "./run-action";

/** Entries on one page of the list. */
export const ENTRIES_PER_PAGE = 20;

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
  listEntries: defineAction({
    name: "list_credit_entries",
    input: entriesInput,
    limit: "change",
    audit: null,
    run: ({ app, owner }, { before }) =>
      app.credits.listEntries(owner.tenantId, { limit: ENTRIES_PER_PAGE, ...(before === null ? {} : { before }) }),
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
