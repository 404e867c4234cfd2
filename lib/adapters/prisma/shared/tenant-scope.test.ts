import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const RECORDS = "lib/adapters/prisma";

/** Everything that may look past one tenant, and why. What is added here is to be read by a second person. */
const PLATFORM: Readonly<Record<string, string>> = {
  "shared/waiting-rows.ts": "claims what waits, tenants in turns",
  "accounts/incident-records.ts": "incidents that are due for a probe",
  "accounts/whatsapp/whatsapp-records.ts": "how many accounts share a WABA, which several tenants may",
  "credits/daily-budget.ts": "forgets the counts of days gone by",
  "credits/prove-ledger.ts": "proves every tenant's ledger over one snapshot, for the operator",
  "credits/test-reply-credit.ts": "sample answers that a crash left open",
  "notices/incident-notices.ts": "mails about incidents that are due",
  "notices/notice-records.ts": "mails about credits that are due",
  "operator/migration-state.ts": "which migrations are there",
  "operator/operator-accounts.ts": "the operator's commands name an account or a tenant by its name",
  "operator/operator-credits.ts": "the operator's commands name a tenant by its name",
  "orders/billing-records.ts": "billing accounts that are due",
  "orders/hint-records.ts": "Stripe's events, which name no tenant",
  "orders/order-records.ts": "orders that are due",
  "people/auth-adapter.ts": "signing in comes before any tenant",
  "people/people-records.ts": "a session names a person, and only the person's row names the tenant",
  "rules/embedding-records.ts": "phrases that wait for their vector",
  "safety/check-records.ts": "texts that wait for their verdict",
  "turns/find-stray-turns.ts": "a delivery names an account and no tenant; what the sweep finds",
  "turns/old-log-records.ts": "which tenants have something older than they keep",
  "turns/inbound-records.ts": "one insert for a delivery, and whether its sender is itself an account here",
};

const sources = readdirSync(RECORDS, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("generated"))
  .map((path) => ({ path, text: readFileSync(join(RECORDS, path), "utf8") }));

it("lets nobody look past one tenant who is not listed with a reason", () => {
  const found = sources.filter(({ path, text }) => {
    return (
      path !== "shared/tenant-scope.ts" && /import[^;]*\b(platformOf|PlatformDb|PlatformTx|inPlatform)\b/.test(text)
    );
  });
  expect(found.map(({ path }) => path).sort()).toEqual(Object.keys(PLATFORM).sort());
});

it("lets nobody reach the database but through the two scopes", () => {
  const ways = /\b(PrismaClient|TransactionClient)\b/;
  const found = sources.filter(({ text }) => ways.test(text.replaceAll("PrismaClientKnownRequestError", "")));
  expect(found.map(({ path }) => path).sort()).toEqual(["shared/database.ts", "shared/tenant-scope.ts"]);
});
