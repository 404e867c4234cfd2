import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { appendEntry, endTurnCredit, reserveTurnCredit } from "@/lib/adapters/prisma/credits/ledger";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { lockTurn } from "@/lib/adapters/prisma/turns/turn-records";
import { randomIds } from "@/lib/core/ids";
import type { TurnFact } from "@/lib/credits/credit-entry";
import type { TestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, makeTurn } from "./ledger-fixtures";

export type RaceOptions = { operations: number; atOnce: number; tenants: number; seed: number };

export type RaceReport = {
  done: number;
  /** Reserves that found no credit. A race in which nobody runs out would prove nothing. */
  refused: number;
  tenants: { tenantId: string; lowest: number }[];
};

type Runner = { tenantId: string; accountId: string; turns: string[] };

const TURNS = 40;
/** Few enough that references come twice. */
const REFERENCES = 1_000;
const PROVEN: readonly TurnFact[] = ["replied", "undelivered"];
const FACTS: readonly TurnFact[] = ["silent", ...PROVEN];

/**
 * Lets many workers reserve, settle, restore and grant on few tenants with few credits and few turns, so that they meet
 * on the same rows all the time. Several processes may race on the same tenants: give their ids.
 */
export async function raceLedger(database: TestDatabase, options: RaceOptions, given?: Runner[]): Promise<RaceReport> {
  const runners = given ?? (await makeRunners(database, options.tenants));
  let started = 0;
  let done = 0;
  let refused = 0;
  const work = async (seed: number): Promise<void> => {
    const random = seededRandom(seed);
    while (started < options.operations) {
      started += 1;
      const runner = pick(runners, random);
      if ((await oneOperation(database, runner, random)) === "no_credit") refused += 1;
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, (_, index) => work(options.seed * 1_000 + index)));
  const tenants: RaceReport["tenants"] = [];
  for (const { tenantId } of runners) {
    const { _min } = await database.tables.creditEntry.aggregate({ where: { tenantId }, _min: { balanceAfter: true } });
    tenants.push({ tenantId, lowest: _min.balanceAfter ?? 0 });
  }
  return { done, refused, tenants };
}

export async function makeRunners(database: TestDatabase, tenants: number): Promise<Runner[]> {
  const runners: Runner[] = [];
  for (let index = 0; index < tenants; index += 1) {
    const owner = await makeTenant(database);
    const turns: string[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) turns.push(await makeTurn(database, owner));
    runners.push({ ...owner, turns });
  }
  return runners;
}

async function oneOperation(database: TestDatabase, runner: Runner, random: () => number): Promise<string> {
  const { tenantId, turns } = runner;
  const now = new Date();
  const turnId = pick(turns, random);
  const ref = { tenantId, turnId };
  const chance = random();
  const end = await forTenant(database, tenantId, async (tx) => {
    if (chance < 0.05) {
      const grant = {
        tenantId,
        amount: 1,
        reference: `grant-${Math.floor(random() * REFERENCES)}`,
        reason: "race",
        now,
      };
      return (await grantCredits(tx, randomIds, grant)).kind;
    }
    if (chance < 0.07) {
      const reference = `slip-${Math.floor(random() * REFERENCES)}`;
      return (await appendEntry(tx, { tenantId, kind: "adjustment", amount: 2, reference, reason: null, now })).kind;
    }
    const turn = await lockTurn(tx, ref);
    if (!turn) throw new Error("a turn of the race is gone");
    const over = turn.closed_at !== null && (turn.credit !== "settled" || chance < 0.3);
    if (over) return "over";
    // Most turns reserve before they end: one that ends without a reserve moves nothing.
    if (chance < (turn.credit === null ? 0.95 : 0.4)) {
      if (turn.closed_at !== null) return "left alone";
      return (await reserveTurnCredit(tx, ref, turn.credit, 1, now)).kind;
    }
    // A closed turn is not ended again; only its reply can still turn out one way or the other.
    const fact = pick(turn.closed_at === null ? FACTS : PROVEN, random);
    await tx.turn.updateMany({ where: { id: turnId }, data: { closedAt: now, outcome: fact } });
    await endTurnCredit(tx, ref, turn.credit, fact, null, now);
    return fact;
  });
  if (end === "over") await replaceTurn(database, runner, turnId);
  return end;
}

/** Nothing happens to this turn any more; another takes its place, once it is committed and all can see it. */
async function replaceTurn(database: TestDatabase, runner: Runner, turnId: string): Promise<void> {
  const id = await makeTurn(database, runner);
  const place = runner.turns.indexOf(turnId);
  if (place >= 0) runner.turns[place] = id;
}

function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** mulberry32: a race that fails can be run again with its seed, as far as a race can. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
