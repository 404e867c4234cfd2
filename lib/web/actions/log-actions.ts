import { retentionInput } from "../inputs/log-inputs.schema";
import { deleteOldLog } from "./after-save";
import { defineAction } from "./run-action";

/** Every change of the message log's page. The access matrix test goes through this table. */
export const LOG_ACTIONS = {
  setRetention: defineAction({
    name: "set_retention",
    input: retentionInput,
    limit: "change",
    audit: "log.retention",
    run: ({ app, stamp }, { days, seenDays }) => app.retention.setRetention(stamp, days, seenDays),
    after: deleteOldLog,
  }),
} as const;
