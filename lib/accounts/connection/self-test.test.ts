import { describe, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/fixtures/account-view";
import type { AccountPorts } from "./account-records.port";
import { receiveSelfTest } from "./receive-self-test";
import { runSelfTest } from "./self-test";
import { readSelfTest } from "./self-test-message";
import type { ProbeAnswer } from "./webhook-probe.port";

const record = { tenantId: "tenant", sealedToken: null, view: anAccount() };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A webhook that lets the body in, as the webhook does, and then answers as told. */
function world(probe: ProbeAnswer, letIn: boolean) {
  const kept = new Map<string, string>();
  const noted: string[] = [];
  const nonces = {
    keep: async (nonce: string, value: string, seconds: number) => {
      expect(seconds).toBe(60);
      kept.set(nonce, value);
    },
    take: async (nonce: string) => {
      const value = kept.get(nonce) ?? null;
      kept.delete(nonce);
      return value;
    },
  };
  const store = {
    find: async () => record,
    noteSelfTest: async (tenantId: string, accountId: string) => void noted.push(`${tenantId} ${accountId}`),
  } as unknown as AccountPorts["store"];
  const clock = { now: () => new Date(0) };
  const webhookProbe = {
    probe: async (body: string) => {
      const nonce = readSelfTest(JSON.parse(body));
      if (letIn && nonce) await receiveSelfTest({ nonces, store, clock, log }, nonce);
      return probe;
    },
  };
  return { noted, kept, ports: { nonces, store, webhookProbe, clock, log, ids: { newId: () => "nonce-1" } } };
}

describe("runSelfTest", () => {
  it("turns the tick when the test came in by the webhook", async () => {
    const { ports, noted, kept } = world({ kind: "answered", status: 200 }, true);
    expect(await runSelfTest(ports, record)).toEqual({ kind: "arrived", record });
    expect(noted).toEqual(["tenant account"]);
    expect(kept.size).toBe(0);
  });

  it.each([
    [{ kind: "unreachable" }, "address", null],
    [{ kind: "tls" }, "tls", null],
    [{ kind: "timeout" }, "timeout", null],
    [{ kind: "answered", status: 401 }, "signature", 401],
    [{ kind: "answered", status: 404 }, "address", 404],
    [{ kind: "answered", status: 307 }, "address", 307],
    [{ kind: "answered", status: 200 }, "address", 200],
  ] as const)("says which step failed when the door says %j", async (probe, step, status) => {
    const { ports, noted } = world(probe, false);
    expect(await runSelfTest(ports, record)).toEqual({ kind: "failed", step, status });
    expect(noted).toEqual([]);
  });
});

describe("receiveSelfTest", () => {
  it("takes a nonce once", async () => {
    const { ports, noted } = world({ kind: "timeout" }, false);
    await ports.nonces.keep("n", JSON.stringify(["tenant", "account"]), 60);
    await receiveSelfTest(ports, "n");
    await receiveSelfTest(ports, "n");
    expect(noted).toEqual(["tenant account"]);
  });
});

describe("readSelfTest", () => {
  it.each([
    null,
    "x",
    [],
    {},
    { object: "whatsapp_business_account", nonce: "n" },
    { object: "concierge_self_test" },
    { object: "concierge_self_test", nonce: "a b" },
  ])("leaves %j alone", (body) => {
    expect(readSelfTest(body)).toBeNull();
  });
});
