import type { Redis } from "@upstash/redis";
import type { AccountPorts } from "@/lib/accounts/connection/account-records.port";
import type { TextCipher } from "@/lib/adapters/cipher/message-cipher";
import type { GraphOptions } from "@/lib/adapters/meta/graph-call";
import { createNumberDirectory } from "@/lib/adapters/meta/whatsapp/number-directory";
import { createFrontDoor } from "@/lib/adapters/meta/whatsapp/webhook-probe";
import { readTypedAddress } from "@/lib/adapters/phone/read-typed-address";
import { createAccountStore } from "@/lib/adapters/prisma/accounts/account-records";
import { createLeftAloneStore } from "@/lib/adapters/prisma/accounts/left-alone-records";
import { createWhatsappRecords } from "@/lib/adapters/prisma/accounts/whatsapp/whatsapp-records";
import type { Database } from "@/lib/adapters/prisma/shared/database";
import { createNonceStore } from "@/lib/adapters/upstash/nonce-store";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import type { Logger } from "@/lib/core/log";
import type { Environment } from "@/lib/env/environment.schema";

const FRONT_DOOR_TIMEOUT_MS = 15_000;

type Parts = {
  env: Environment;
  database: Database;
  redis: Redis;
  graph: GraphOptions;
  cipher: TextCipher;
  log: Logger;
};

export function createAccountPorts({ env, database, redis, graph, cipher, log }: Parts): AccountPorts {
  const callback = `${env.APP_URL}/webhook/whatsapp`;
  return {
    store: {
      ...createAccountStore(database, randomIds, env.CLASSIFIER_MODEL),
      ...createWhatsappRecords(database, randomIds),
    },
    leftAlone: { store: createLeftAloneStore(database, randomIds), readTypedAddress },
    directory: createNumberDirectory(graph, {
      id: env.META_APP_ID,
      secret: env.META_APP_SECRET,
      verifyToken: env.WHATSAPP_VERIFY_TOKEN,
    }),
    nonces: createNonceStore(redis),
    frontDoor: createFrontDoor(callback, env.META_APP_SECRET, FRONT_DOOR_TIMEOUT_MS),
    cipher,
    platform: { token: env.WHATSAPP_ACCESS_TOKEN, wabaId: env.WHATSAPP_WABA_ID, callback },
    clock: systemClock,
    ids: randomIds,
    log,
  };
}
