import { openToken, sealToken } from "@/lib/accounts/connection/access-token";
import { openPin, sealPin } from "@/lib/accounts/connection/whatsapp/two-step-pin";
import { createTextCipher } from "@/lib/adapters/cipher/message-cipher";
import { createExplainTurn, type ExplainTurn } from "@/lib/adapters/prisma/operator/explain-turn";
import {
  createOperatorRecords,
  type OperatorRecords,
  type Reseal,
} from "@/lib/adapters/prisma/operator/operator-accounts";
import { createOperatorCredits, type OperatorCredits } from "@/lib/adapters/prisma/operator/operator-credits";
import { createOperatorFacts, type OperatorFacts } from "@/lib/adapters/prisma/operator/operator-facts";
import { connectDatabase } from "@/lib/adapters/prisma/shared/database";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import type { Environment } from "@/lib/env/environment.schema";
import { configModels } from "./build-models";

export type { AccountSummary, OperatorRecords, TurnSummary } from "@/lib/adapters/prisma/operator/operator-accounts";
export type { CreditsSummary, GrantAnswer, OperatorCredits } from "@/lib/adapters/prisma/operator/operator-credits";
export type { FactsSaved, OperatorFacts } from "@/lib/adapters/prisma/operator/operator-facts";

export type Operator = {
  records: OperatorRecords;
  credits: OperatorCredits;
  facts: OperatorFacts;
  explainTurn: ExplainTurn;
  close(): Promise<void>;
};
/** Opens what is stored with whichever key sealed it and seals it with the newest; null when no key opens it. */
export function tokenResealer(env: Environment): Reseal {
  const cipher = createTextCipher(env.ENCRYPTION_KEYS);
  return {
    token: (accountId, sealed) => {
      const token = openToken(cipher, accountId, sealed);
      return token === null ? null : sealToken(cipher, accountId, token);
    },
    pin: (accountId, sealed) => {
      const pin = openPin(cipher, accountId, sealed);
      return pin === null ? null : sealPin(cipher, accountId, pin);
    },
  };
}

/** The operator's access to the database, for commands and the seed. Close it, or the process stays. */
export function connectOperator(env: Environment): Operator {
  const database = connectDatabase(env.DATABASE_URL);
  return {
    records: createOperatorRecords(database, randomIds, systemClock, configModels(env)),
    credits: createOperatorCredits(database, randomIds, systemClock),
    facts: createOperatorFacts(database, systemClock, env.CLASSIFIER_MODEL),
    explainTurn: createExplainTurn(database),
    close: () => database.$disconnect(),
  };
}
