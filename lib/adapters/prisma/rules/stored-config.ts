import type { Account, AccountWithRules } from "@/lib/accounts/account";
import type { Channel } from "@/lib/channels/inbound-message";
import type { ReplyConfig, StoredConfig } from "@/lib/rules/config/reply-config";
import { readStoredDefault, readStoredRule } from "@/lib/rules/config/stored-rule";
import { readMoreWords } from "@/lib/rules/own-words/own-words";
import { Prisma } from "../generated/client";

export const WITH_RULES = { rules: { orderBy: { position: "asc" } } } as const satisfies Prisma.AccountInclude;

export type StoredAccount = Prisma.AccountGetPayload<{ include: typeof WITH_RULES }>;

type AccountRow = Omit<StoredAccount, "rules">;

export function readAccount(row: AccountRow): Account {
  return {
    id: row.id,
    tenantId: row.tenantId,
    channel: row.channel as Channel,
    externalId: externalIdOf(row),
    displayAddress: row.displayAddress,
    live: row.confirmedAt !== null && row.disconnectedAt === null,
    sealedToken: row.accessToken,
    brokenReason: row.brokenReason,
    throttledUntil: row.throttledUntil,
    humanPauseMinutes: row.humanPauseMinutes,
    followUp: { minutes: row.followUpMinutes, endsOnThanks: row.followUpEndsOnThanks },
    handOverWords: row.handOverWords,
    asksCloseCalls: row.asksCloseCalls,
  };
}

/** The channel's id, also of an account that was disconnected. */
export function externalIdOf(row: Pick<StoredAccount, "externalId" | "formerExternalId">): string {
  return row.externalId ?? row.formerExternalId ?? "";
}

/** Parses what is stored; a rule that is broken in the database says so, and costs no other. */
export function readConfig(row: StoredAccount): StoredConfig {
  return {
    enabled: row.enabled,
    wait_seconds: row.waitSeconds,
    ...(row.onAiBlocked === null ? {} : { on_ai_blocked: row.onAiBlocked as ReplyConfig["on_ai_blocked"] }),
    ...(row.defaultPauseMinutes === null ? {} : { default_pause_minutes: row.defaultPauseMinutes }),
    rules: row.rules.map(({ ruleId, ...rule }) => readStoredRule({ id: ruleId, ...rule })),
    ...readStoredDefault(row.defaultRule),
  };
}

export function readAccountWithRules(row: StoredAccount): AccountWithRules {
  return { ...readBesideConfig(row), config: readConfig(row) };
}

/** What an account's row says beside its config, which a version stands for. */
export function readBesideConfig(row: AccountRow): Omit<AccountWithRules, "config"> {
  return {
    account: readAccount(row),
    configVersion: row.configVersion,
    intentInAnyLanguage: row.intentLanguages === "any",
    moreOwnWords: readMoreWords(row.ownWords),
  };
}

/** Every column of the table, by the name that the row has here. */
export const ACCOUNT_COLUMNS = {
  id: "id",
  tenantId: "tenant_id",
  channel: "channel",
  externalId: "external_id",
  formerExternalId: "former_external_id",
  displayName: "display_name",
  displayAddress: "display_address",
  accessToken: "access_token",
  selfTestAt: "self_test_at",
  confirmedAt: "confirmed_at",
  disconnectedAt: "disconnected_at",
  enabled: "enabled",
  waitSeconds: "wait_seconds",
  onAiBlocked: "on_ai_blocked",
  defaultRule: "default_rule",
  configVersion: "config_version",
  brokenReason: "broken_reason",
  brokenBy: "broken_by",
  brokenAt: "broken_at",
  throttledUntil: "throttled_until",
  createdAt: "created_at",
  intentLanguages: "intent_languages",
  humanPauseMinutes: "human_pause_minutes",
  followUpMinutes: "follow_up_minutes",
  followUpEndsOnThanks: "follow_up_ends_on_thanks",
  ownWords: "own_words",
  handOverWholeNumber: "hand_over_whole_number",
  handOverWords: "hand_over_words",
  asksCloseCalls: "asks_close_calls",
  defaultPauseMinutes: "default_pause_minutes",
  firstMessageAt: "first_message_at",
  lastMessageAt: "last_message_at",
} as const satisfies Record<keyof AccountRow, string>;

/** An account's row `a` as `readBesideConfig` wants it, for statements that are written by hand. */
export const ACCOUNT_ROW = Prisma.raw(
  Object.entries(ACCOUNT_COLUMNS)
    .map(([name, column]) => `a.${column} AS "${name}"`)
    .join(", "),
);
