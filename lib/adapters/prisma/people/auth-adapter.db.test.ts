import { afterAll, expect, inject, it } from "vitest";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { createAuthAdapter } from "./auth-adapter";

const database = openTestDatabase(inject("databaseUrl"));
const {
  createUser,
  createSession,
  deleteSession,
  getSessionAndUser,
  createVerificationToken,
  useVerificationToken,
  linkAccount,
  getUserByAccount,
} = createAuthAdapter(database, randomIds);

afterAll(() => database.$disconnect());

it("takes a mailed link once, also when it is opened twice at the same time", async () => {
  const link = { identifier: "once@example.com", token: "hash" };
  await createVerificationToken?.({ ...link, expires: new Date(Date.now() + 60_000) });
  const taken = await Promise.all([useVerificationToken?.(link), useVerificationToken?.(link)]);
  expect(taken.filter((one) => one !== null)).toHaveLength(1);
  expect(await useVerificationToken?.(link)).toBeNull();
});

it("keeps sessions, and ends one that is gone without a complaint", async () => {
  const user = await createUser?.({ email: "session@example.com", emailVerified: null });
  const session = { sessionToken: "token", userId: user?.id ?? "", expires: new Date(Date.now() + 60_000) };
  await createSession?.(session);
  expect(await getSessionAndUser?.("token")).toMatchObject({ session, user: { email: "session@example.com" } });
  await deleteSession?.("token");
  await deleteSession?.("token");
  expect(await getSessionAndUser?.("token")).toBeNull();
});

it("keeps of Google's answer who it is, and no tokens", async () => {
  const user = await createUser?.({ email: "google@example.com", emailVerified: new Date() });
  const identity = { provider: "google", providerAccountId: "g-1" };
  await linkAccount?.({ ...identity, userId: user?.id ?? "", type: "oauth", access_token: "secret-of-google" });
  expect(await getUserByAccount?.(identity)).toMatchObject({ id: user?.id });
  expect(JSON.stringify(await database.tables.authAccount.findMany())).not.toContain("secret-of-google");
});
