import type { Redis } from "@upstash/redis";
import type { Adapter } from "next-auth/adapters";
import type { PeopleRecords } from "../accounts/people";
import { CLIENTS_OF_AN_ADDRESS, RATE_LIMITS, type RateLimiter } from "../accounts/rate-limits";
import type { SendMail } from "../accounts/send-mail";
import { createAuthAdapter } from "../adapters/prisma/auth-adapter";
import type { Database } from "../adapters/prisma/database";
import { createPeopleRecords } from "../adapters/prisma/people-records";
import { createSendMail } from "../adapters/smtp/send-mail";
import { createRateLimiter } from "../adapters/upstash/rate-limiter";
import { systemClock } from "../core/clock";
import { randomIds } from "../core/ids";
import type { Environment } from "../env/environment.schema";

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
