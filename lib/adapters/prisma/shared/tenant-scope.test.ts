import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const RECORDS = "lib/adapters/prisma";

/** Everything that may look past one tenant, and why. What is added here is to be read by a second person. */
const PLATFORM: Readonly<Record<string, string>> = {
  "shared/waiting-rows.ts": "whose turn it is of what waits, and what the sweep looks for",
  "accounts/whatsapp/signup-records.ts": "which tenants have signups that are old enough to be deleted",
  "accounts/whatsapp/whatsapp-records.ts":
    "how many accounts share a WABA, which several tenants may, and whether a number has one",
  "accounts/news-records.ts": "what Meta tells of a WABA names no tenant",
  "credits/daily-budget.ts": "who has counts of days gone by",
  "credits/prove-ledger.ts": "proves every tenant's ledger over one snapshot, for the operator",
  "notices/incident-notices.ts": "whether the operator was told of the platform's trouble for another tenant's number",
  "operator/explain-turn.ts": "the operator names a turn by its id alone",
  "operator/migration-state.ts": "which migrations are there",
  "operator/operator-accounts.ts": "the operator's commands name an account or a tenant by its name",
  "operator/operator-credits.ts": "the operator's commands name a tenant by its name",
  "operator/platform-trouble.ts": "how many numbers of all tenants the platform's own trouble stops",
  "orders/hint-records.ts": "whose order an event of Stripe's is about, which names no tenant",
  "people/people-records.ts": "a session names a person, and only the person's row names the tenant",
  "rules/background-records.ts": "whether any account has an automatic rule",
  "rules/embedding-records.ts": "accounts whose phrases have another model's vectors",
  "safety/check-records.ts": "tenants whose texts another classifier has judged",
  "turns/find-stray-turns.ts": "an address of ours that the channel has moved names no tenant",
  "turns/old-log-records.ts": "which tenants have something older than they keep",
};

/** What a signed request may do before anybody knows whose it is. */
const WEBHOOK: Readonly<Record<string, string>> = {
  "accounts/account-bindings.ts": "the accounts that a delivery names",
  "orders/hint-records.ts": "Stripe's events",
  "turns/inbound-records.ts": "one insert for a delivery",
  "turns/join-customers.ts": "which addresses a delivery names as one customer's",
};

/** What acts as the login role itself. */
const SIGN_IN: Readonly<Record<string, string>> = {
  "people/auth-adapter.ts": "signing in comes before any tenant",
};

/** What keeps the vectors of shipped lines. */
const SHARED: Readonly<Record<string, string>> = {
  "rules/background-records.ts": "lines of nobody's, which each model has once",
};

const sources = readdirSync(RECORDS, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("generated"))
  .map((path) => ({ path, text: readFileSync(join(RECORDS, path), "utf8") }));

it.each([
  ["asPlatform|PlatformTx", PLATFORM],
  ["asWebhook|WebhookTx|batchAsWebhook", WEBHOOK],
  ["signInTables|SignInTables", SIGN_IN],
  ["sharedVectors", SHARED],
])("lets nobody have %s who is not listed with a reason", (names, listed) => {
  const imports = new RegExp(`import[^;]*\\b(${names})\\b`);
  const found = sources.filter(({ path, text }) => path !== "shared/tenant-scope.ts" && imports.test(text));
  expect(found.map(({ path }) => path).sort()).toEqual(Object.keys(listed).sort());
});

it("lets nobody reach the database but through the two scopes", () => {
  const ways = /\b(PrismaClient|TransactionClient)\b/;
  const found = sources.filter(({ text }) => ways.test(text.replaceAll("PrismaClientKnownRequestError", "")));
  expect(found.map(({ path }) => path).sort()).toEqual(["shared/database.ts", "shared/tenant-scope.ts"]);
  const batches = sources.filter(({ text }) => /\bbatches\.run\b|\bcreateStatementBatches\b/.test(text));
  const makers = ["shared/database.ts", "shared/statement-batch.ts", "shared/tenant-scope.ts"];
  expect(batches.map(({ path }) => path).sort()).toEqual(makers);
});
