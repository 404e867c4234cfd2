import type { NextApiRequest, NextApiResponse } from "next";
import type { AuthOptions } from "next-auth";
import type { Adapter } from "next-auth/adapters";
import { getServerSession } from "next-auth/next";
import { expect, it } from "vitest";
import { readSession } from "./current-person";

/** Asks next-auth itself, with a session's cookie, where the database answers like this. */
function ask(getSessionAndUser: NonNullable<Adapter["getSessionAndUser"]>) {
  const options: AuthOptions = {
    adapter: { getSessionAndUser } as Adapter,
    secret: "a-secret-of-the-test",
    session: { strategy: "database" },
    providers: [],
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  };
  const request = { cookies: { "next-auth.session-token": "t" }, headers: { host: "localhost" } };
  const response = { getHeader: () => undefined, setHeader: () => undefined };
  return readSession(options, (given) =>
    getServerSession(request as unknown as NextApiRequest, response as unknown as NextApiResponse, given),
  );
}

it("says of a database that is away that it is away, not that nobody is signed in", async () => {
  await expect(
    ask(async () => {
      throw new Error("connection refused");
    }),
  ).rejects.toThrow("connection refused");
});

it("finds nobody for a cookie that is no session's, and whoever it is for one that is", async () => {
  expect(await ask(async () => null)).toBeNull();
  const user = { id: "p", email: "ann@shop.example", emailVerified: null };
  const session = { sessionToken: "t", userId: "p", expires: new Date(Date.now() + 30 * 86_400_000) };
  expect(await ask(async () => ({ user, session }))).toMatchObject({ user: { email: "ann@shop.example" } });
});
