import { connectDatabase } from "../adapters/prisma/database";
import { createOperatorRecords, type OperatorRecords } from "../adapters/prisma/operator-records";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";

export type { AccountSummary, OperatorRecords, TurnSummary } from "../adapters/prisma/operator-records";

/** The operator's access to the database, for commands and the seed. Close it, or the process stays. */
export function connectOperator(databaseUrl: string): { records: OperatorRecords; close(): Promise<void> } {
  const database = connectDatabase(databaseUrl);
  return { records: createOperatorRecords(database, randomIds, systemClock), close: () => database.$disconnect() };
}
