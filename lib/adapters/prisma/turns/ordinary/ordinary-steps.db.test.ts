import fc from "fast-check";
import { afterAll, expect, inject, it } from "vitest";
import type { DeliveryState } from "@/lib/channels/inbound-message";
import { randomIds } from "@/lib/core/ids";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { makeTenant, NOON, type Owner } from "@/lib/testing/ledger/ledger-fixtures";
import { customerMessage } from "@/lib/testing/pipeline/pipeline-world";
import { propertyRuns } from "@/lib/testing/property-runs";
import type { PipelinePorts } from "@/lib/wiring/build-pipeline";
import { grantCredits } from "../../credits/grant-credits";
import { forTenant } from "../../shared/tenant-scope";
import { createRecords } from "../pipeline-records";
import { createStatusRecords } from "../status-records";
import { createTurnRecords } from "../turn-records";

const database = openTestDatabase(inject("databaseUrl"));
afterAll(() => database.$disconnect());

const CUSTOMER = "15550100100";
const ordinary = createRecords(database, randomIds, "classifier");
/** Each step as it is where nothing is ordinary. */
const careful: typeof ordinary = {
  ...ordinary,
  ...createTurnRecords(database, randomIds),
  ...createStatusRecords(database),
  async beginTurn({ recipientId, ...opening }) {
    const opened = await careful.openTurn(opening);
    if (opened.kind !== "open") return opened;
    const { tenantId, accountId, now } = opening;
    const owner = await careful.loadAccount(tenantId, accountId);
    return { ...opened, owner, counts: await careful.countReplies(tenantId, accountId, recipientId, now) };
  },
};

type Step =
  | { do: "receive"; ids: string[] }
  | { do: "begin"; ids: string[] }
  | { do: "reserve" }
  | { do: "start"; attempt: 1 | 2; free: boolean; matched: boolean; handOver: "kept" | "none" | "ordered" }
  | { do: "refuse"; attempt: 1 | 2 }
  | { do: "accept"; attempt: 1 | 2; twice: boolean }
  | { do: "end" }
  | { do: "statuses"; of: { attempt: 1 | 2; state: DeliveryState; by: "id" | "call"; priced: boolean }[] };

const attempt = fc.constantFrom<1 | 2>(1, 2);
const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 });
const status = fc.record({
  attempt,
  state: fc.constantFrom<DeliveryState>("sent", "delivered", "read", "failed"),
  by: fc.constantFrom<"id" | "call">("id", "id", "call"),
  priced: fc.boolean(),
});
const handOver = fc.constantFrom<"kept" | "none" | "ordered">("kept", "none", "none", "ordered");
const start = fc.record({
  ...{ do: fc.constant("start" as const), attempt: fc.constantFrom<1 | 2>(1, 1, 2), free: fc.boolean() },
  ...{ matched: fc.boolean(), handOver },
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("receive" as const), ids }),
  { arbitrary: fc.record({ do: fc.constant("begin" as const), ids }), weight: 2 },
  fc.record({ do: fc.constant("reserve" as const) }),
  { arbitrary: start, weight: 3 },
  fc.record({ do: fc.constant("refuse" as const), attempt }),
  { arbitrary: fc.record({ do: fc.constant("accept" as const), attempt, twice: fc.boolean() }), weight: 3 },
  fc.record({ do: fc.constant("end" as const) }),
  {
    arbitrary: fc.record({
      do: fc.constant("statuses" as const),
      of: fc.array(status, { minLength: 1, maxLength: 3 }),
    }),
    weight: 3,
  },
);

const STARTED = { do: "start", attempt: 1, matched: true, handOver: "none" } as const;
const ACCEPTED = { do: "accept", attempt: 1, twice: false } as const;
const told = (state: DeliveryState): Step => ({ do: "statuses", of: [{ attempt: 1, state, by: "id", priced: true }] });
/** How far a turn has come when the steps drawn begin: most draws alone come to nothing. */
const come = fc.constantFrom<Step[]>(
  [],
  [{ ...STARTED, free: true }],
  [{ do: "reserve" }, { ...STARTED, free: false }],
  [{ ...STARTED, free: true }, ACCEPTED],
  [{ do: "reserve" }, { ...STARTED, free: false }, ACCEPTED],
  [{ ...STARTED, free: true, handOver: "ordered" }],
  [{ ...STARTED, free: true }, ACCEPTED, told("failed")],
  [{ ...STARTED, free: true }, ACCEPTED, told("sent")],
);

async function take(records: PipelinePorts["records"], owner: Owner, one: Step, at: Date): Promise<unknown> {
  const { tenantId, accountId, externalId } = owner;
  const ref = { tenantId, turnId: "turn" };
  const account = { id: accountId, tenantId, channel: "whatsapp" as const, externalId };
  switch (one.do) {
    case "receive": {
      const entry = (id: string) => ({ account, message: { ...customerMessage(id, "hello"), externalId } });
      return records.recordInbound(one.ids.map(entry), at);
    }
    case "begin":
      return records.beginTurn({
        ...{ ...ref, accountId, conversation: "c", messageIds: one.ids, recipientId: CUSTOMER, now: at },
      });
    case "reserve":
      return records.reserveCredit(ref, MATCH, 1, at);
    case "start":
      return records.startAttempt({
        ...{
          ...ref,
          accountId,
          channel: "whatsapp",
          attempt: one.attempt,
          senderId: externalId,
          recipientId: CUSTOMER,
        },
        ...{ match: one.matched ? MATCH : null, free: one.free, now: at },
        ...(one.handOver === "kept" ? {} : { handOver: one.handOver === "none" ? null : ORDER }),
      });
    case "refuse":
      return records.refuseAttempt(ref, one.attempt, 131000, at);
    case "accept": {
      const accept = () => records.acceptAttempt(ref, one.attempt, `wamid.${one.attempt}`, at);
      return Promise.all(one.twice ? [accept(), accept(), accept()] : [accept()]);
    }
    case "end":
      return records.endTurn({ ...ref, reason: "stale", failureCode: null, match: null, now: at });
    case "statuses":
      return records.applyStatuses(
        account,
        one.of.map(({ attempt: n, state, by, priced }) => ({
          ...{ channel: "whatsapp" as const, externalId, state, at, failure: null },
          ...{ errorCode: state === "failed" ? 131026 : null, pricing: priced ? PRICING : null },
          providerMessageId: by === "id" ? `wamid.${n}` : `wamid.unseen.${n}`,
          callbackData: `turn:${n}`,
        })),
        at,
      );
  }
}

const PRICING = { model: "PMP", type: "regular", category: "service", billable: true };
const MATCH = { ruleId: "hours", responseKind: "canned", matchedBy: { kind: "static_text" } };
const ORDER = { cause: "rule", notify: true, pauseMinutes: 60 } as const;

/** Everything that the steps have written, with the names of the two tenants' own taken out. */
async function written({ tenantId, accountId, externalId }: Owner): Promise<unknown> {
  const rows = await database.tables.$queryRaw<{ row: Record<string, unknown> }[]>`
    SELECT to_jsonb(t) AS row FROM turns t WHERE tenant_id = ${tenantId}
    UNION ALL SELECT to_jsonb(m) - 'id' FROM (
      SELECT * FROM messages WHERE tenant_id = ${tenantId} ORDER BY direction, inbound_id, attempt) m
    UNION ALL SELECT to_jsonb(h) FROM hand_overs h WHERE tenant_id = ${tenantId}
    UNION ALL SELECT to_jsonb(e) - 'id' FROM (
      SELECT * FROM credit_entries WHERE tenant_id = ${tenantId} ORDER BY kind) e`;
  return nameless(rows, [tenantId, accountId, externalId]);
}

const nameless = (value: unknown, names: readonly string[]): unknown =>
  JSON.parse(names.reduce((text, name) => text.replaceAll(name, "own"), JSON.stringify({ value }, jsonOf)));

const jsonOf = (_key: string, value: unknown): unknown =>
  value instanceof Set ? [...value].toSorted() : value instanceof Map ? [...value] : value;

async function open(): Promise<Owner> {
  const owner = await makeTenant(database);
  const grant = { tenantId: owner.tenantId, amount: 5, reference: "start", reason: "test", now: NOON };
  await forTenant(database, owner.tenantId, (tx) => grantCredits(tx, randomIds, grant));
  return owner;
}

it("does whatever comes to a turn just as the careful steps do it", async () => {
  await fc.assert(
    fc.asyncProperty(come, fc.array(step, { minLength: 1, maxLength: 7 }), async (before, steps) => {
      const [one, other] = [await open(), await open()];
      const all: Step[] = [{ do: "receive", ids: ["a"] }, { do: "begin", ids: ["a"] }, ...before, ...steps];
      for (const [index, next] of all.entries()) {
        const at = new Date(NOON.getTime() + index * 1_000);
        const answers = await Promise.all([
          take(ordinary, one, next, at).then((value) => nameless(value, Object.values(one)), readName),
          take(careful, other, next, at).then((value) => nameless(value, Object.values(other)), readName),
        ]);
        expect(answers[0]).toEqual(answers[1]);
      }
      expect(await written(one)).toEqual(await written(other));
    }),
    { numRuns: propertyRuns(20) },
  );
});

/** Which kind of fault a step ends with; how the drivers put it may differ. */
const readName = (error: unknown): string => (error instanceof Error ? "failed" : "unknown");
