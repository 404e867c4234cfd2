import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter, AdapterAccount, AdapterSession, AdapterUser } from "next-auth/adapters";
import type { IdSource } from "@/lib/core/ids";
import type { Database } from "../shared/database";
import { signInTables } from "../shared/tenant-scope";

/**
 * next-auth's storage on our tables. The stock adapter does the reading; what it can't do on them is here: ids come
 * from us, of Google's answer only the identity is kept, and ending a session that is gone already is no failure.
 */
export function createAuthAdapter(database: Database, ids: IdSource): Adapter {
  const { person, authAccount, session, verificationToken } = signInTables(database);
  // The adapter asks for a whole client and uses these four by name.
  const tables = { user: person, account: authAccount, session, verificationToken } as unknown;
  const stock = PrismaAdapter(tables as Parameters<typeof PrismaAdapter>[0]) as unknown as Adapter;
  return {
    ...stock,
    async createUser({ email, name, image, emailVerified }: Omit<AdapterUser, "id">) {
      const row = await person.create({ data: { id: ids.newId(), email, name, image, emailVerified } });
      return row satisfies AdapterUser;
    },
    async linkAccount({ userId, type, provider, providerAccountId }: AdapterAccount) {
      await authAccount.create({ data: { userId, type, provider, providerAccountId } });
    },
    async createSession({ sessionToken, userId, expires }) {
      const row = await session.create({ data: { id: ids.newId(), sessionToken, userId, expires } });
      return row satisfies AdapterSession;
    },
    // A browser may bring the cookie of a session that has ended: the stock delete would throw, in the middle of a sign-in.
    async deleteSession(sessionToken) {
      await session.deleteMany({ where: { sessionToken } });
    },
  };
}
