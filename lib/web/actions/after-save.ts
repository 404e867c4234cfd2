import { describeError } from "@/lib/core/errors";
import type { Application } from "@/lib/wiring/application";

/**
 * What follows an answered request, behind the answer. None of it throws: what is left undone waits on its rows for the
 * sweep. `askedBy`: the tenant whose member has just done something; what failed for it before is tried again at once.
 */
async function attempt({ ports }: Application, failure: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    ports.log.error(failure, { error: describeError(error) });
  }
}

export const checkTexts = (app: Application, askedBy?: string): Promise<void> =>
  attempt(app, "persona.checks_failed", () => app.rounds.check(askedBy));

/** Vectors and verdicts, which saved rules wait for. */
export async function finishRules(app: Application, askedBy?: string): Promise<void> {
  const vectors = attempt(app, "rules.embed_failed", () => app.rounds.embed(askedBy));
  await Promise.all([vectors, checkTexts(app, askedBy)]);
}

/**
 * What is remembered of these accounts' conversations goes; false where it can't be erased now. Then it is gone within half
 * an hour by itself, and nobody reads it any more.
 */
export async function forgetConversations(app: Application, accountIds: readonly string[]): Promise<boolean> {
  let isErased = false;
  await attempt(app, "memory.not_erased", async () => {
    for (const accountId of accountIds) await app.ports.memory.forgetAccount(accountId);
    isErased = true;
  });
  return isErased;
}

/** What is older than the log is kept from now on. */
export const deleteOldLog = (app: Application, askedBy?: string): Promise<void> =>
  attempt(app, "log.delete_failed", () => app.rounds.deleteOldLog(askedBy));

/** Settles what is due, then buys and tells what follows. */
export const settlePurchases = (app: Application, askedBy?: string): Promise<void> =>
  attempt(app, "stripe.settle_failed", async () => {
    await app.billing.shop?.rounds.settle(askedBy);
    app.bell.ring();
    await app.bell.answer();
  });
