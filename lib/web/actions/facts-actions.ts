import { AppError } from "@/lib/core/errors";
import type { SavedFacts } from "@/lib/facts/facts";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { restoreFactsInput, saveFactsInput } from "../inputs/facts-inputs.schema";
import { nothing } from "../inputs/plain-inputs.schema";
import { checkTexts } from "./after-save";
import { defineAction } from "./run-action";

/** `stale`: somebody saved in between; nothing was written, and `view` is what they saved. */
export type FactsSaveAnswer = { kind: "saved" | "stale"; view: SavedFacts };

async function savedOrStale(
  { facts }: Application,
  { tenantId }: Owner,
  save: () => Promise<SavedFacts>,
): Promise<FactsSaveAnswer> {
  try {
    return { kind: "saved", view: await save() };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
    return { kind: "stale", view: await facts.readFacts(tenantId) };
  }
}

/** Every change and question of the facts' page. Its test goes through this table. */
export const FACTS_ACTIONS = {
  readFacts: defineAction({
    name: "read_facts",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.facts.readFacts(owner.tenantId),
  }),
  listVersions: defineAction({
    name: "list_facts_versions",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.facts.listVersions(owner.tenantId),
  }),
  saveFacts: defineAction({
    name: "save_facts",
    input: saveFactsInput,
    limit: "change",
    audit: "facts.save",
    run: ({ app, owner, stamp }, { facts, version }) =>
      savedOrStale(app, owner, () => app.facts.saveFacts(stamp, facts, version)),
    after: checkTexts,
  }),
  restoreFacts: defineAction({
    name: "restore_facts",
    input: restoreFactsInput,
    limit: "change",
    audit: "facts.restore",
    run: ({ app, owner, stamp }, { wanted, version }) =>
      savedOrStale(app, owner, async () => {
        const view = await app.facts.restoreFacts(stamp, wanted, version);
        if (view === null) throw new AppError("not_found", "This version is no longer kept.");
        return view;
      }),
    after: checkTexts,
  }),
  /** Moves the next try to now; no text and no verdict changes. */
  checkAgain: defineAction({
    name: "check_facts_again",
    input: nothing,
    limit: "sample",
    audit: null,
    run: async ({ app, owner }) => {
      await app.facts.retryChecksNow(owner.tenantId);
      return app.facts.readFacts(owner.tenantId);
    },
    after: checkTexts,
  }),
} as const;
