/**
 * One process of `bench/ledger-race.ts`: `prepare TENANTS` prints the tenants to race on, `race OPERATIONS AT_ONCE SEED`
 * prints its report. Standard input brings `{"databaseUrl", "runners"}`, the tenants only for a race.
 */
import { text } from "node:stream/consumers";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeRunners, raceLedger } from "./race-ledger";

const [action, ...numbers] = process.argv.slice(2);
const [first = 0, atOnce = 0, seed = 0] = numbers.map(Number);
const { databaseUrl, runners } = JSON.parse(await text(process.stdin));
const database = openTestDatabase(databaseUrl);
try {
  const report =
    action === "prepare"
      ? await makeRunners(database, first)
      : await raceLedger(database, { operations: first, atOnce, tenants: 0, seed }, runners);
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await database.$disconnect();
}
