import type { Redis } from "@upstash/redis";
import type { AccountPorts } from "../accounts/account-ports";
import type { TextCipher } from "../adapters/cipher/message-cipher";
import { createFrontDoor } from "../adapters/meta/front-door";
import { createNumberDirectory } from "../adapters/meta/number-directory";
import type { GraphOptions } from "../adapters/meta/send-reply";
import { readTypedAddress } from "../adapters/phone/read-typed-address";
import { createAccountStore } from "../adapters/prisma/account-store";
import type { Database } from "../adapters/prisma/database";
import { createLeftAloneStore } from "../adapters/prisma/left-alone-store";
import { createPlatformReaders } from "../adapters/prisma/platform-readers";
import { createNonceStore } from "../adapters/upstash/nonce-store";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";
import type { Logger } from "../core/log";
import type { Environment } from "../env/environment.schema";

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
  const { countInWaba } = createPlatformReaders(database);
  return {
    store: { ...createAccountStore(database, randomIds, env.CLASSIFIER_MODEL), countInWaba },
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
