import { describeError } from "@/lib/core/errors";
import type { Application } from "@/lib/wiring/application";

/**
 * What follows an answered request, behind the answer. None of it throws: what is left undone waits on its rows for the
 * sweep. `askedBy`: the tenant whose member has just done something; what failed for it before is tried again at once.
 */
export async function checkTexts({ rounds, ports }: Application, askedBy?: string): Promise<void> {
  try {
    await rounds.check(askedBy);
  } catch (error) {
    ports.log.error("persona.checks_failed", { error: describeError(error) });
  }
}

/** Vectors and verdicts, which saved rules wait for. */
export async function finishRules(app: Application, askedBy?: string): Promise<void> {
  const embed = async (): Promise<void> => {
    try {
      await app.rounds.embed(askedBy);
    } catch (error) {
      app.ports.log.error("rules.embed_failed", { error: describeError(error) });
    }
  };
  await Promise.all([embed(), checkTexts(app, askedBy)]);
}

/** Settles what is due, then buys and tells what follows. */
export async function settlePurchases(app: Application, askedBy?: string): Promise<void> {
  try {
    await app.billing.shop?.rounds.settle(askedBy);
    app.bell.ring();
    await app.bell.answer();
  } catch (error) {
    app.ports.log.error("stripe.settle_failed", { error: describeError(error) });
  }
}
