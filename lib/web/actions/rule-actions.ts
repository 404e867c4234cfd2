import type { AccountWithConfig } from "@/lib/accounts/account";
import { AppError } from "@/lib/core/errors";
import { previewLines, scorePhrases } from "@/lib/playground/preview-lines";
import { parseReplyConfig, parseReplyConfigText } from "@/lib/rules/config/parse-reply-config";
import { storedJson } from "@/lib/rules/config/stored-rule";
import { applyEdits } from "@/lib/rules/editing/rule-edit";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import {
  closeCallsInput,
  editInput,
  importInput,
  languageInput,
  oneList,
  phrasesInput,
  sampleLinesInput,
  trialInput,
} from "../inputs/rule-inputs.schema";
import { finishRules } from "./after-save";
import { defineAction } from "./run-action";

function here<Found>(found: Found | null): Found {
  if (found === null) throw new AppError("not_found", "There is no such number.");
  return found;
}

async function ownList(app: Application, { tenantId }: Owner, accountId: string) {
  return here(await app.rules.readRules(tenantId, accountId));
}

/** An own, connected number as the pipeline sees it. */
async function ownAccount(app: Application, owner: Owner, accountId: string): Promise<AccountWithConfig> {
  await ownList(app, owner, accountId);
  return here(await app.ports.records.loadAccount(owner.tenantId, accountId));
}

/** Every change and question of the rules' page. The access matrix test goes through this table. */
export const RULE_ACTIONS = {
  readRules: defineAction({
    name: "read_rules",
    input: oneList,
    limit: "playground",
    audit: null,
    run: ({ app, owner }, { accountId }) => ownList(app, owner, accountId),
  }),
  saveEdit: defineAction({
    name: "save_rule_edit",
    input: editInput,
    limit: "change",
    audit: "rules.edit",
    run: async ({ app, stamp }, { accountId, version, edit }) =>
      here(await app.rules.saveEdit(stamp, accountId, version, edit)),
    after: finishRules,
  }),
  /** Reads a file whole before anything changes: with one problem in it the old list stays. */
  importRules: defineAction({
    name: "import_rules",
    input: importInput,
    limit: "change",
    audit: "rules.import",
    run: async ({ app, owner, stamp }, { accountId, version, text }) => {
      await ownList(app, owner, accountId);
      const parsed = parseReplyConfigText(text);
      if (!parsed.ok) return { kind: "unreadable" as const, problems: parsed.problems };
      return here(await app.rules.saveEdit(stamp, accountId, version, { kind: "replace", config: parsed.config }));
    },
    after: finishRules,
  }),
  /** The list as a file. A list that holds a broken rule is given as it is stored. */
  exportRules: defineAction({
    name: "export_rules",
    input: oneList,
    limit: "change",
    audit: null,
    run: async ({ app, owner }, { accountId }) => {
      const { config } = await ownList(app, owner, accountId);
      const stored = storedJson(config);
      const parsed = parseReplyConfig(stored);
      return `${JSON.stringify(parsed.ok ? parsed.config : stored, null, 2)}\n`;
    },
  }),
  setAnyLanguage: defineAction({
    name: "set_any_language",
    input: languageInput,
    limit: "change",
    audit: "rules.languages",
    run: async ({ app, stamp }, { accountId, anyLanguage }) =>
      here(await app.rules.setAnyLanguage(stamp, accountId, anyLanguage)),
  }),
  setCloseCalls: defineAction({
    name: "set_close_calls",
    input: closeCallsInput,
    limit: "change",
    audit: "rules.close_calls",
    run: async ({ app, stamp }, { accountId, asks }) => here(await app.rules.setCloseCalls(stamp, accountId, asks)),
  }),
  /** What lines would be answered with, unsaved edits included. Sends, keeps and charges nothing. */
  previewLines: defineAction({
    name: "try_lines",
    input: trialInput,
    limit: "playground",
    audit: null,
    run: async ({ app, owner: person }, { accountId, edits, lines, isFirstContact }) => {
      const { tenantId } = person;
      const owner = await ownAccount(app, person, accountId);
      const config = applyEdits(owner.config, edits);
      const prompts = [...config.rules, config.default_rule].flatMap(({ response }) =>
        response.kind === "prompt" ? [response.text] : [],
      );
      const [persona, verdicts, balance] = await Promise.all([
        app.personas.readSpeaker(tenantId),
        app.rules.readVerdicts(tenantId, prompts),
        app.credits.readBalance(tenantId),
      ]);
      return previewLines(app.samples, {
        owner,
        edits,
        lines,
        loadPhrases: app.embedding.phrases.loadPhrases,
        facts: {
          now: app.ports.clock.now(),
          settings: app.ports.settings,
          persona: persona.safety,
          safetyOf: (prompt) => verdicts.get(prompt) ?? null,
          credits: balance.credits,
          isFirstContact,
        },
      });
    },
  }),
  /** Keeps the lines that the tenant tries its rules on; answers them as they are kept: each once. */
  keepSampleLines: defineAction({
    name: "keep_sample_lines",
    input: sampleLinesInput,
    limit: "change",
    audit: "rules.sample_lines",
    run: async ({ app, owner, stamp }, { accountId, lines }) => {
      await ownList(app, owner, accountId);
      const kept = [...new Set(lines.map((line) => line.trim()))];
      await app.rules.keepSampleLines(stamp, kept);
      return kept;
    },
  }),
  /** How near phrases come to a rule as it is typed, saved or not. Keeps nothing. */
  scorePhrases: defineAction({
    name: "score_phrases",
    input: phrasesInput,
    limit: "playground",
    audit: null,
    run: async ({ app, owner: person }, { accountId, ...asked }) => {
      const owner = await ownAccount(app, person, accountId);
      return scorePhrases(app.samples, { owner, ...asked, loadPhrases: app.embedding.phrases.loadPhrases });
    },
  }),
} as const;
