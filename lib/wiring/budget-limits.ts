import type { BudgetLimits } from "@/lib/credits/daily-budget";
import type { Environment } from "@/lib/env/environment.schema";

export function budgetLimits(env: Environment): BudgetLimits {
  return { embed: env.EMBEDDED_TEXTS_PER_DAY, check: env.CHECKS_PER_DAY, generate: env.TEST_REPLIES_PER_DAY };
}
