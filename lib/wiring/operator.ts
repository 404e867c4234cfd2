import { connectDatabase } from "../adapters/prisma/database";
import { createOperatorCredits, type OperatorCredits } from "../adapters/prisma/operator-credits";
import { createOperatorRecords, type OperatorRecords } from "../adapters/prisma/operator-records";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";
import type { Environment } from "../env/environment.schema";
import { configModels } from "./models";

export type { CreditsSummary, GrantAnswer, OperatorCredits } from "../adapters/prisma/operator-credits";
export type { AccountSummary, OperatorRecords, TurnSummary } from "../adapters/prisma/operator-records";

export type Operator = { records: OperatorRecords; credits: OperatorCredits; close(): Promise<void> };

/** The operator's access to the database, for commands and the seed. Close it, or the process stays. */
export function connectOperator(env: Environment): Operator {
  const database = connectDatabase(env.DATABASE_URL);
  return {
    records: createOperatorRecords(database, randomIds, systemClock, configModels(env)),
    credits: createOperatorCredits(database, randomIds, systemClock),
    close: () => database.$disconnect(),
  };
}
