import type { Redis } from "@upstash/redis";
import type { AccountPorts } from "@/lib/accounts/connection/account-records.port";
import type { FactsRecords } from "@/lib/accounts/connection/whatsapp/facts/facts-records.port";
import type { SignupRecords } from "@/lib/accounts/connection/whatsapp/signup/signup.port";
import type { PauseRecords } from "@/lib/accounts/pause";
import type { TextCipher } from "@/lib/adapters/cipher/message-cipher";
import { readTypedAddress } from "@/lib/adapters/phone/read-typed-address";
import { createAccountStore } from "@/lib/adapters/prisma/accounts/account-records";
import { createIncidentRecords } from "@/lib/adapters/prisma/accounts/incident-records";
import { createLeftAloneStore } from "@/lib/adapters/prisma/accounts/left-alone-records";
import { createNewsRecords } from "@/lib/adapters/prisma/accounts/news-records";
import { createPauseRecords } from "@/lib/adapters/prisma/accounts/pause-records";
import { createFactsRecords } from "@/lib/adapters/prisma/accounts/whatsapp/facts-records";
import { createSignupRecords } from "@/lib/adapters/prisma/accounts/whatsapp/signup-records";
import { createWhatsappRecords } from "@/lib/adapters/prisma/accounts/whatsapp/whatsapp-records";
import type { Database } from "@/lib/adapters/prisma/shared/database";
import { createNonceStore } from "@/lib/adapters/upstash/nonce-store";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { Environment } from "@/lib/env/environment.schema";
import { configModels } from "./build-models";

/** What accounts of every channel need; what connecting one needs on top stands in its channel's binding. */
export type SharedAccountPorts = Omit<AccountPorts, "directory" | "webhookProbe" | "probe" | "platform"> & {
  signups: SignupRecords;
  facts: FactsRecords;
  pauses: PauseRecords;
};

type Parts = { env: Environment; database: Database; redis: Redis; cipher: TextCipher; log: Logger };

export function createAccountPorts({ env, database, redis, cipher, log }: Parts): SharedAccountPorts {
  return {
    store: {
      ...createAccountStore(database, randomIds, env.CLASSIFIER_MODEL),
      ...createWhatsappRecords(database, randomIds, configModels(env)),
    },
    incidents: createIncidentRecords(database, randomIds),
    news: createNewsRecords(database, randomIds),
    facts: createFactsRecords(database),
    signups: createSignupRecords(database, randomIds),
    leftAlone: { store: createLeftAloneStore(database, randomIds), readTypedAddress },
    pauses: createPauseRecords(database, randomIds),
    nonces: createNonceStore(redis),
    cipher,
    clock: systemClock,
    ids: randomIds,
    log,
  };
}
