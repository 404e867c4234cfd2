import type { AuthOptions } from "next-auth";

/**
 * Asks next-auth for the session. It takes a database that is away for nobody being signed in (4.24, routes/session.js,
 * catches what the adapter throws), which would send owners to the sign-in page: here what was thrown is thrown again.
 */
export async function readSession<Session>(
  options: AuthOptions,
  ask: (options: AuthOptions) => Promise<Session>,
): Promise<Session> {
  const read = options.adapter?.getSessionAndUser;
  if (!options.adapter || !read) return ask(options);
  let failure: { cause: unknown } | null = null;
  const getSessionAndUser: typeof read = async (token) => {
    try {
      return await read(token);
    } catch (cause) {
      failure = { cause };
      throw cause;
    }
  };
  const session = await ask({ ...options, adapter: { ...options.adapter, getSessionAndUser } });
  if (failure !== null) throw (failure as { cause: unknown }).cause;
  return session;
}
