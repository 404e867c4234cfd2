import { retentionInput, shortMemoryInput } from "../inputs/log-inputs.schema";
import { deleteOldLog, forgetConversations } from "./after-save";
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
  setShortMemory: defineAction({
    name: "set_short_memory",
    input: shortMemoryInput,
    limit: "change",
    audit: "log.short_memory",
    run: async ({ app, stamp }, { on }) => {
      const accountIds = await app.shortMemory.setSwitch(stamp, on);
      return { on, isErased: on ? false : await forgetConversations(app, accountIds) };
    },
  }),
} as const;
