import type { Redis } from "@upstash/redis";
import type { Adapter } from "next-auth/adapters";
import { createAuthAdapter } from "@/lib/adapters/prisma/people/auth-adapter";
import { createPeopleRecords } from "@/lib/adapters/prisma/people/people-records";
import type { Database } from "@/lib/adapters/prisma/shared/database";
import { createSendMail } from "@/lib/adapters/smtp/send-mail";
import { createRateLimiter } from "@/lib/adapters/upstash/rate-limiter";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import { CLIENTS_OF_AN_ADDRESS, RATE_LIMITS, type RateLimiter } from "@/lib/core/rate-limits";
import type { SendMail } from "@/lib/core/send-mail.port";
import type { Environment } from "@/lib/env/environment.schema";
import type { PeopleRecords } from "@/lib/people/people";

/** What signing in needs. */
export type SignInPorts = { adapter: Adapter; people: PeopleRecords; sendMail: SendMail; limiter: RateLimiter };

export function createSignInPorts(env: Environment, database: Database, redis: Redis): SignInPorts {
  const limits = {
    ...RATE_LIMITS,
    sign_in_pair: { ...RATE_LIMITS.sign_in_pair, limit: env.SIGN_IN_MAILS_PER_ADDRESS },
    sign_in_address: {
      ...RATE_LIMITS.sign_in_address,
      limit: env.SIGN_IN_MAILS_PER_ADDRESS * CLIENTS_OF_AN_ADDRESS,
    },
    sign_in_client: { ...RATE_LIMITS.sign_in_client, limit: env.SIGN_IN_MAILS_PER_CLIENT },
  };
  return {
    adapter: createAuthAdapter(database, randomIds),
    people: createPeopleRecords(database, randomIds, env.CLASSIFIER_MODEL),
    sendMail: createSendMail(env.SMTP_URL, env.MAIL_FROM, env.APP_URL),
    limiter: createRateLimiter(redis, limits, systemClock, env.NEXTAUTH_SECRET),
  };
}
