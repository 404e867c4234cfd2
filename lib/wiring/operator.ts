import { connectDatabase } from "../adapters/prisma/database";
import { createOperatorRecords, type OperatorRecords } from "../adapters/prisma/operator-records";
import { randomIds } from "../core/ids";
import type { Environment } from "../env/environment.schema";
import { embeddingModel } from "./embedding";

export type { AccountSummary, OperatorRecords, TurnSummary } from "../adapters/prisma/operator-records";

/** The operator's access to the database, for commands and the seed. Close it, or the process stays. */
export function connectOperator(env: Environment): { records: OperatorRecords; close(): Promise<void> } {
  const database = connectDatabase(env.DATABASE_URL);
  return {
    records: createOperatorRecords(database, randomIds, embeddingModel(env)),
    close: () => database.$disconnect(),
  };
}
