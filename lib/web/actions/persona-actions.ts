import { SHOWN_CHANNEL } from "@/lib/channels/channel-traits";
import { AppError } from "@/lib/core/errors";
import type { SavedPersona } from "@/lib/persona/persona";
import { sampleReply } from "@/lib/playground/test-reply";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import {
  assistantLineInput,
  restorePersonaInput,
  sampleInput,
  savePersonaInput,
} from "../inputs/persona-inputs.schema";
import { nothing } from "../inputs/plain-inputs.schema";
import { findAiRule } from "../pages/ai-rules";
import { checkTexts } from "./after-save";
import { defineAction } from "./run-action";

/** `stale`: somebody saved in between; nothing was written, and `view` is what they saved. */
export type PersonaSaved = { kind: "saved" | "stale"; view: SavedPersona };

async function savedOrStale(
  { personas }: Application,
  { tenantId }: Owner,
  save: () => Promise<SavedPersona>,
): Promise<PersonaSaved> {
  try {
    return { kind: "saved", view: await save() };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
    return { kind: "stale", view: await personas.readPersona(tenantId) };
  }
}

/** Asks for no verdict: an instruction that nobody has saved is not to be kept, nor judged with each key pressed. */
async function isApproved({ rules }: Application, tenantId: string, prompt: string): Promise<boolean> {
  return (await rules.readVerdicts(tenantId, [prompt])).get(prompt)?.status === "approved";
}

/** Every change and question of the persona's page. The access matrix test goes through this table. */
export const PERSONA_ACTIONS = {
  readPersona: defineAction({
    name: "read_persona",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.personas.readPersona(owner.tenantId),
  }),
  listVersions: defineAction({
    name: "list_persona_versions",
    input: nothing,
    limit: "look",
    audit: null,
    run: ({ app, owner }) => app.personas.listVersions(owner.tenantId),
  }),
  savePersona: defineAction({
    name: "save_persona",
    input: savePersonaInput,
    limit: "change",
    audit: "persona.save",
    run: ({ app, owner, stamp }, { persona, version }) =>
      savedOrStale(app, owner, () => app.personas.savePersona(stamp, persona, version)),
    after: checkTexts,
  }),
  restorePersona: defineAction({
    name: "restore_persona",
    input: restorePersonaInput,
    limit: "change",
    audit: "persona.restore",
    run: ({ app, owner, stamp }, { wanted, version }) =>
      savedOrStale(app, owner, async () => {
        const view = await app.personas.restorePersona(stamp, wanted, version);
        if (view === null) throw new AppError("not_found", "This version is no longer kept.");
        return view;
      }),
    after: checkTexts,
  }),
  /** How the first AI reply says that an assistant writes; an empty line leaves it to us, and nothing leaves it out. */
  saveAssistantLine: defineAction({
    name: "save_assistant_line",
    input: assistantLineInput,
    limit: "change",
    audit: "persona.assistant_line",
    run: ({ app, stamp }, { line }) => app.personas.saveAssistantLine(stamp, line === "" ? null : line),
  }),
  /** Moves the next try to now; no text and no verdict changes. */
  checkAgain: defineAction({
    name: "check_persona_again",
    input: nothing,
    limit: "sample",
    audit: null,
    run: async ({ app, owner }) => {
      await app.personas.retryChecksNow(owner.tenantId);
      return app.personas.readPersona(owner.tenantId);
    },
    after: checkTexts,
  }),
  /** A real answer for the owner's eyes, for one credit. The ledger is its record. */
  askSample: defineAction({
    name: "ask_sample",
    input: sampleInput,
    limit: "sample",
    audit: null,
    run: async ({ app, owner }, { text, rule }) => {
      const { tenantId } = owner;
      if (rule && "prompt" in rule && !(await isApproved(app, tenantId, rule.prompt))) {
        return { kind: "rule_not_approved" as const };
      }
      const asked =
        rule && "ruleId" in rule
          ? await findAiRule(app, tenantId, rule.accountId, rule.ruleId)
          : { channel: SHOWN_CHANNEL, prompt: rule?.prompt ?? null };
      const { channel, prompt: rulePrompt } = asked;
      return sampleReply(app.sampleReplies, { tenantId, channel, senderName: "", text, rulePrompt });
    },
  }),
} as const;
