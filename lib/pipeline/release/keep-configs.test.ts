import { describe, expect, it } from "vitest";
import type { AccountWithConfig } from "@/lib/accounts/account";
import { createPipelineWorld } from "@/lib/testing/pipeline/pipeline-world";
import { createRecordsModel } from "@/lib/testing/pipeline/records-model";
import { keepConfigs } from "./keep-configs";

const { owner } = createPipelineWorld();
const stored = (id: string, text = "ok"): AccountWithConfig => ({
  ...owner,
  account: { ...owner.account, id },
  config: { ...owner.config, default_rule: { ...owner.config.default_rule, response: { kind: "canned", text } } },
});

/** Accounts in a store that reads each of them anew, as a database does. */
function open(accounts: AccountWithConfig[], mostUnits?: number) {
  const { records } = createRecordsModel(accounts);
  const fresh = async (tenantId: string, accountId: string) =>
    structuredClone(await records.loadAccount(tenantId, accountId));
  const kept = keepConfigs({ ...records, loadAccount: fresh }, mostUnits);
  return async (id: string) => (await kept.loadAccount("tenant", id))?.config;
}

describe("keepConfigs", () => {
  it("gives the same object until the version rises, and then what is stored", async () => {
    const account = stored("a");
    const load = open([account]);
    const first = await load("a");
    expect(await load("a")).toBe(first);
    expect(first).toEqual(account.config);
    account.config = { ...account.config, wait_seconds: 9 };
    account.configVersion += 1;
    expect((await load("a"))?.wait_seconds).toBe(9);
    expect(await load("a")).toBe(await load("a"));
  });

  it("never puts an older list in a newer one's place", async () => {
    const account = stored("a");
    account.configVersion = 3;
    const load = open([account]);
    const newer = await load("a");
    account.configVersion = 2;
    account.config = { ...account.config, wait_seconds: 1 };
    expect((await load("a"))?.wait_seconds).toBe(1);
    account.configVersion = 3;
    expect(await load("a")).toBe(newer);
  });

  it("forgets what was asked for longest ago, and keeps nothing that is too large", async () => {
    const load = open([stored("a"), stored("b"), stored("c", "x".repeat(10_000))], 400);
    const a = await load("a");
    const b = await load("b");
    expect(await load("a")).toBe(a);
    expect(await load("b")).toBe(b);
    expect(await load("c")).not.toBe(await load("c"));
    expect(await load("a")).toBe(a);
    const tight = open([stored("a"), stored("b")], 60);
    const once = await tight("a");
    await tight("b");
    expect(await tight("a")).not.toBe(once);
  });
});
