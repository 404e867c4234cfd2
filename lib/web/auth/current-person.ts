import { redirect } from "next/navigation";
import type { AuthOptions } from "next-auth";
import { getServerSession } from "next-auth/next";
import { cache } from "react";
import type { Person } from "@/lib/people/people";
import { application } from "@/lib/wiring/application";
import { authOptions } from "./auth-options";

/** Somebody who is signed in and has a business. The tenant of everything they do comes from here, never from a request. */
export type Owner = { personId: string; email: string; tenantId: string; tenantName: string };

/** Who is signed in, by the session's cookie; read once a request. Throws when that can't be found out. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const app = application();
  const session: unknown = await readSession(authOptions(app), getServerSession);
  if (typeof session !== "object" || session === null || !("personId" in session)) return null;
  return typeof session.personId === "string" ? app.signIn.people.findPerson(session.personId) : null;
});

/** The same as an owner; null for nobody and for a person whose business has no name yet. */
export async function currentOwner(): Promise<Owner | null> {
  const person = await currentPerson();
  if (!person?.tenant) return null;
  return { personId: person.id, email: person.email, tenantId: person.tenant.id, tenantName: person.tenant.name };
}

/** The guard of every page under `/admin`: sends anybody else to where they can become an owner. */
export async function requireOwner(): Promise<Owner> {
  const person = await currentPerson();
  if (!person) redirect("/sign-in");
  const owner = await currentOwner();
  if (!owner) redirect("/sign-in/business");
  return owner;
}

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
