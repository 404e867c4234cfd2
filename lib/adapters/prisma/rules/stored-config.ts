import type { Account, AccountWithRules } from "@/lib/accounts/account";
import type { Channel } from "@/lib/channels/inbound-message";
import type { ReplyConfig, StoredConfig } from "@/lib/rules/config/reply-config";
import { readStoredDefault, readStoredRule } from "@/lib/rules/config/stored-rule";
import { readMoreWords } from "@/lib/rules/own-words/own-words";
import type { Prisma } from "../generated/client";

export const WITH_RULES = { rules: { orderBy: { position: "asc" } } } as const satisfies Prisma.AccountInclude;

export type StoredAccount = Prisma.AccountGetPayload<{ include: typeof WITH_RULES }>;

export function readAccount(row: Omit<StoredAccount, "rules">): Account {
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
  return {
    account: readAccount(row),
    config: readConfig(row),
    configVersion: row.configVersion,
    intentInAnyLanguage: row.intentLanguages === "any",
    moreOwnWords: readMoreWords(row.ownWords),
  };
}
