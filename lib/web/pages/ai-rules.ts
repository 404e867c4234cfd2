import type { Channel } from "@/lib/channels/inbound-message";
import { AppError } from "@/lib/core/errors";
import type { Application } from "@/lib/wiring/application";

/** A rule whose answers the AI writes, for choosing. */
export type AiRule = { accountId: string; ruleId: string; label: string; number: string };

/** The AI rules of all connected numbers of a tenant, in the order in which they are tried. */
export async function listAiRules({ accounts, ports }: Application, tenantId: string): Promise<AiRule[]> {
  const found: AiRule[] = [];
  for (const { view } of await accounts.store.list(tenantId)) {
    const owner = await ports.records.loadAccount(tenantId, view.id);
    if (!owner) continue;
    for (const { id, label, response } of [...owner.config.rules, owner.config.default_rule]) {
      if (response.kind !== "prompt") continue;
      found.push({ accountId: view.id, ruleId: id, label, number: view.displayName ?? view.displayAddress });
    }
  }
  return found;
}

/** What such a rule tells the AI, and on which channel. Somebody else's, an unknown one and one without AI are the same refusal. */
export async function findAiRule(
  { ports }: Application,
  tenantId: string,
  accountId: string,
  ruleId: string,
): Promise<{ channel: Channel; prompt: string }> {
  const owner = await ports.records.loadAccount(tenantId, accountId);
  const rule = owner && [...owner.config.rules, owner.config.default_rule].find(({ id }) => id === ruleId);
  if (!owner || rule?.response.kind !== "prompt") throw new AppError("not_found", "There is no such rule.");
  return { channel: owner.account.channel, prompt: rule.response.text };
}
