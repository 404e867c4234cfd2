import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { grantCredits } from "@/lib/adapters/prisma/credits/grant-credits";
import { forTenant } from "@/lib/adapters/prisma/shared/tenant-scope";
import { CHANNEL_TRAITS, type ChannelTraits } from "@/lib/channels/channel-traits";
import type { DeliveryState } from "@/lib/channels/inbound-message";
import { randomIds } from "@/lib/core/ids";
import { fitsLimit } from "@/lib/core/unicode";
import { balanceOf, driftOf, NOON, uniqueId } from "../ledger/ledger-fixtures";
import type { ContractChannel } from "./contract-channel";
import { type ContractStores, ContractVendor, ContractWorld, everythingKept } from "./contract-world";

const CANNED = { kind: "canned", text: "We're open 7am–7pm. *Come* say hi! ☕" } as const;

/**
 * What every channel must do, whatever its provider is like: its own requests come in at the door, its own adapter talks
 * to a vendor that is played, and between them stand the real stores.
 */
export function testChannelContract(channel: ContractChannel, stores: ContractStores): void {
  const { database } = stores;
  const traits: ChannelTraits = CHANNEL_TRAITS[channel.channel];
  const vendor = new ContractVendor(channel);
  let vendorUrl = "";
  beforeAll(async () => {
    vendorUrl = await vendor.start();
  });
  beforeEach(() => {
    Object.assign(vendor, { moods: [], typed: 0 });
    vendor.sends.length = 0;
  });
  afterAll(() => vendor.stop());

  const createWorld = async (draft?: string): Promise<ContractWorld> =>
    new ContractWorld(channel, stores, vendor, vendorUrl, await channel.makeOwner(database), draft);

  const createCannedWorld = async (waitSeconds = 0): Promise<ContractWorld> => {
    const world = await createWorld();
    await world.order({ waitSeconds, defaultResponse: CANNED });
    return world;
  };

  const words = (text: string, change: Partial<{ id: string; from: string }> = {}) => ({
    ...{ id: uniqueId("in"), from: channel.newCustomer(), name: "Ann", text },
    ...change,
  });
  const deliver = (world: ContractWorld, ...given: ReturnType<typeof words>[]) =>
    world.bring(channel.delivery(world.owner.externalId, given, world.now));
  const say = async (world: ContractWorld, text: string) => world.attend(await deliver(world, words(text)));

  const report = async (world: ContractWorld, externalId: string, key: string, state: DeliveryState) => {
    if (!channel.status) throw new Error("this channel reports nothing");
    const request = channel.status(externalId, { id: uniqueId("late"), key, state, at: world.now });
    expect((await world.bring(request)).response.status).toBe(200);
  };

  const turnsOf = ({ owner: { tenantId } }: ContractWorld) => database.tables.turn.findMany({ where: { tenantId } });
  const onlyTurn = async (world: ContractWorld) => {
    const [turn, ...more] = await turnsOf(world);
    expect(more).toEqual([]);
    return turn;
  };
  const inboundOf = ({ owner: { tenantId, accountId } }: ContractWorld) =>
    database.tables.message.findMany({ where: { tenantId, accountId, direction: "inbound" } });
  const texts = () => vendor.sends.map(({ text }) => text);

  describe("ingest", () => {
    it("takes in what the provider brings, for the account that it names", async () => {
      const world = await createCannedWorld();
      const given = words("are you open?");
      const { response, wakeUps } = await deliver(world, given);
      expect([response.status, wakeUps.length]).toEqual([200, 1]);
      expect(await inboundOf(world)).toMatchObject([
        { channel: channel.channel, inboundId: given.id, senderId: given.from, kind: "text", reason: null },
      ]);
    });

    it("refuses what was changed on its way, and keeps nothing of it", async () => {
      const world = await createCannedWorld();
      const request = channel.delivery(world.owner.externalId, [words("are you open?")], world.now);
      const { url, method, headers } = request;
      const changed = new Request(url, { method, headers, body: (await request.text()).replace("open", "shut") });
      expect((await world.bring(changed)).response.status).toBe(401);
      expect(await inboundOf(world)).toEqual([]);
    });

    it("answers for an account that nobody connected, and keeps nothing", async () => {
      const world = await createCannedWorld();
      const request = channel.delivery(uniqueId("nobody"), [words("hello")], world.now);
      const { response, wakeUps } = await world.bring(request);
      expect([response.status, wakeUps]).toEqual([200, []]);
    });
  });

  it("takes a message in once, however often and simultaneously it comes", async () => {
    const world = await createCannedWorld();
    const given = words("hello");
    const brought = await Promise.all([deliver(world, given), deliver(world, given), deliver(world, given, given)]);
    for (const one of brought) await world.attend(one);
    await world.attend(await deliver(world, given));
    expect(await inboundOf(world)).toHaveLength(1);
    expect(await onlyTurn(world)).toMatchObject({ outcome: "replied", messageCount: 1 });
    expect(texts()).toEqual([CANNED.text]);
  });

  it("joins a burst to one answer", async () => {
    const world = await createCannedWorld(5);
    const from = channel.newCustomer();
    const brought = [];
    for (const text of ["are you", "open", "on sunday?"]) {
      brought.push(await deliver(world, words(text, { from })));
      world.harness.nowMs += 1_000;
    }
    for (const one of brought) await world.attend(one);
    expect(await onlyTurn(world)).toMatchObject({ outcome: "replied", messageCount: 3 });
    expect(texts()).toEqual([CANNED.text]);
  });

  it("sends a fixed text as it stands, to whoever wrote, for nothing", async () => {
    const world = await createCannedWorld();
    const given = words("hello");
    await world.attend(await deliver(world, given));
    const turn = await onlyTurn(world);
    expect(turn).toMatchObject({ outcome: "replied", responseKind: "canned", credit: null });
    expect(vendor.sends).toEqual([
      {
        kind: "send",
        from: world.owner.externalId,
        to: given.from,
        text: CANNED.text,
        key: traits.unknownSend === "give-up-after-hold" ? expect.anything() : `${turn?.id}:1`,
      },
    ]);
    expect(vendor.typed).toBe(0);
  });

  describe("an AI reply", () => {
    const createPaidWorld = async (draft?: string): Promise<ContractWorld> => {
      const world = await createWorld(draft);
      const { tenantId } = world.owner;
      const grant = { tenantId, amount: 5, reference: "start", reason: "test", now: NOON };
      await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
      return world;
    };

    it("goes out in the channel's marks and within its limit, shows that it is written where that can be, for one credit", async () => {
      const world = await createPaidWorld("**Which** day?");
      await say(world, "can I book?");
      expect(await onlyTurn(world)).toMatchObject({ outcome: "replied", responseKind: "prompt", credit: "settled" });
      const [reply = "", ...more] = texts();
      expect(more).toEqual([]);
      expect(reply).not.toContain("**");
      expect(fitsLimit(reply, traits.textLimit)).toBe(true);
      expect(vendor.typed).toBe(traits.typing ? 1 : 0);
      expect(await balanceOf(database, world.owner.tenantId)).toBe(4);
    });

    it("says once that an assistant writes: in the first, as often as that is sent, and not in the next", async () => {
      const world = await createPaidWorld();
      vendor.moods = traits.unknownSend === "statuses" ? ["lost"] : [];
      const from = channel.newCustomer();
      await world.attend(await deliver(world, words("can I book?", { from })));
      const first = new Set(texts());
      await world.attend(await deliver(world, words("friday", { from })));
      const line = "Which day?\n\nThis reply comes from our AI assistant.";
      expect(vendor.moods).toEqual([]);
      expect([...first]).toEqual([line]);
      expect(texts().at(-1)).toBe("Which day?");
    });

    it("that the vendor refuses is not tried again, and costs nothing", async () => {
      const world = await createPaidWorld();
      vendor.moods = ["refuses"];
      await say(world, "can I book?");
      expect(await onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "send_refused", credit: "restored" });
      expect(vendor.sends).toHaveLength(1);
      expect(await balanceOf(database, world.owner.tenantId)).toBe(5);
      expect(await driftOf(database, world.owner.tenantId)).toEqual([]);
    });
  });

  describe("a send whose end nobody knows", () => {
    it("follows the channel's policy when nobody ever tells", async () => {
      const world = await createCannedWorld();
      vendor.moods = ["lost", "lost"];
      await say(world, "hello");
      expect(await onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "send_unknown" });
      expect(vendor.sends).toHaveLength(traits.unknownSend === "statuses" ? 2 : 1);
      expect(new Set(texts())).toEqual(new Set([CANNED.text]));
    });

    it.runIf(channel.status)("is closed by the report that names it, and not sent again", async () => {
      const world = await createCannedWorld();
      vendor.moods = ["lost"];
      await world.attend(await deliver(world, words("hello")), 1_000);
      const [turn] = await turnsOf(world);
      expect(turn).toMatchObject({ outcome: null });
      await report(world, world.owner.externalId, `${turn?.id}:1`, "delivered");
      expect(await onlyTurn(world)).toMatchObject({ outcome: "replied", sentTwice: false });
      world.harness.nowMs += 3_600_000;
      await world.harness.sweep();
      expect(vendor.sends).toHaveLength(1);
    });
  });

  it.runIf(channel.status)("believes the report that an accepted reply did not arrive", async () => {
    const world = await createCannedWorld();
    await say(world, "hello");
    const turn = await onlyTurn(world);
    await report(world, world.owner.externalId, `${turn?.id}:1`, "failed");
    expect(await onlyTurn(world)).toMatchObject({ outcome: "undelivered" });
  });

  it("answers nothing more once its account is disconnected, not even what waits", async () => {
    const world = await createCannedWorld();
    const { tenantId, accountId } = world.owner;
    const waiting = await deliver(world, words("hello"));
    const stamp = { tenantId, personId: "nobody", action: "test", at: world.now };
    expect(await world.accounts.store.disconnect(stamp, accountId)).toBe(true);
    await world.attend(waiting);
    expect(await onlyTurn(world)).toMatchObject({ outcome: "silent", reason: "account_disabled" });
    const { response, wakeUps } = await deliver(world, words("hello again"));
    expect([response.status, wakeUps]).toEqual([200, []]);
    expect(await inboundOf(world)).toHaveLength(1);
    expect(vendor.sends).toEqual([]);
  });

  describe("a foreign tenant's account", () => {
    it("is not touched by what comes for another, with the same ids and the same customer", async () => {
      const [mine, theirs] = [await createCannedWorld(), await createCannedWorld()];
      const given = words("hello");
      await mine.attend(await deliver(mine, given));
      expect([await inboundOf(theirs), await turnsOf(theirs)]).toEqual([[], []]);
      await theirs.attend(await deliver(theirs, given));
      expect(await onlyTurn(mine)).toMatchObject({ outcome: "replied" });
      expect(await onlyTurn(theirs)).toMatchObject({ outcome: "replied" });
      expect(vendor.sends.map(({ from }) => from)).toEqual([mine.owner.externalId, theirs.owner.externalId]);
    });

    it.runIf(channel.status)("can't report on a reply of ours", async () => {
      const [mine, theirs] = [await createCannedWorld(), await createCannedWorld()];
      await say(mine, "hello");
      const before = await onlyTurn(mine);
      await report(theirs, theirs.owner.externalId, `${before?.id}:1`, "failed");
      expect(await onlyTurn(mine)).toEqual(before);
    });
  });

  it("keeps no word of a message, a name or an AI reply in any table, log line or key, neither meanwhile nor after", async () => {
    // Letters only: a row of digits might be a phone number, which the guards stop.
    const canary = (): string =>
      `canary${crypto.randomUUID().replace(/[-0-9]/g, (sign) => "ghijklmnop"[Number(sign)] ?? "")}`;
    const [text, name, draft] = [canary(), canary(), canary()];
    const world = await createWorld(`Sure, ${draft}.`);
    const { tenantId } = world.owner;
    const grant = { tenantId, amount: 5, reference: "start", reason: "test", now: NOON };
    await forTenant(database, tenantId, (tx) => grantCredits(tx, randomIds, grant));
    const given = { ...words(`my ${text}`), name };
    vendor.moods = ["lost"];
    const brought = await world.bring(channel.delivery(world.owner.externalId, [given], world.now));
    const look = async (): Promise<string[]> => {
      const kept = `${await everythingKept(stores)}\n${world.logged.join("\n")}`;
      // Who looks nowhere finds nothing.
      expect(kept).toContain(tenantId);
      expect(kept).toContain("conversation:");
      return [text, name, draft].filter((one) => kept.includes(one));
    };
    expect(await look()).toEqual([]);
    await world.attend(brought, 1_000);
    expect(await look()).toEqual([]);
    await world.attend(brought);
    expect(texts()[0]).toContain(draft);
    await deliver(world, words("what comes next"));
    expect(await look()).toEqual([]);
    expect(world.logged.length).toBeGreaterThan(0);
  });
}
