import { openToken, sealToken } from "../accounts/access-token";
import { createTextCipher } from "../adapters/cipher/message-cipher";
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
/** Opens a stored token with whichever key sealed it and seals it with the newest; null when no key opens it. */
export function tokenResealer(env: Environment): (accountId: string, sealed: string) => string | null {
  const cipher = createTextCipher(env.ENCRYPTION_KEYS);
  return (accountId, sealed) => {
    const token = openToken(cipher, accountId, sealed);
    return token === null ? null : sealToken(cipher, accountId, token);
  };
}

/** The operator's access to the database, for commands and the seed. Close it, or the process stays. */
export function connectOperator(env: Environment): Operator {
  const database = connectDatabase(env.DATABASE_URL);
  return {
    records: createOperatorRecords(database, randomIds, systemClock, configModels(env)),
    credits: createOperatorCredits(database, randomIds, systemClock),
    close: () => database.$disconnect(),
  };
}
