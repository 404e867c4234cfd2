import type { Account, AccountWithConfig } from "@/lib/accounts/account";
import type { Channel } from "@/lib/channels/inbound-message";
import type { ReplyConfig, ReplyRule } from "@/lib/rules/config/reply-config";
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
    pausedUntil: row.pausedUntil,
  };
}

/** The channel's id, also of an account that was disconnected. */
export function externalIdOf(row: Pick<StoredAccount, "externalId" | "formerExternalId">): string {
  return row.externalId ?? row.formerExternalId ?? "";
}

/** Rows become the design's JSON as they are: a rule that is broken in the database is matching's to skip. */
export function readConfig(row: StoredAccount): ReplyConfig {
  return {
    enabled: row.enabled,
    wait_seconds: row.waitSeconds,
    ...(row.onAiBlocked === null ? {} : { on_ai_blocked: row.onAiBlocked as ReplyConfig["on_ai_blocked"] }),
    ...(row.defaultPauseMinutes === null ? {} : { default_pause_minutes: row.defaultPauseMinutes }),
    rules: row.rules.map(readRule),
    default_rule: row.defaultRule as ReplyConfig["default_rule"],
  };
}

function readRule(row: StoredAccount["rules"][number]): ReplyRule {
  return {
    id: row.ruleId,
    label: row.label,
    ...(row.enabled === null ? {} : { enabled: row.enabled }),
    matcher: row.matcher as ReplyRule["matcher"],
    response: row.response as ReplyRule["response"],
  };
}

export function readAccountWithConfig(row: StoredAccount): AccountWithConfig {
  return {
    account: readAccount(row),
    config: readConfig(row),
    configVersion: row.configVersion,
    intentInAnyLanguage: row.intentLanguages === "any",
  };
}
