import { expect, it } from "vitest";
import { UpstreamError } from "../core/errors";
import { type CheckPorts, createCheckRound } from "./check-prompts";

/** One text, whose first call fails. `stillDue`: somebody asks for it anew during that call. */
async function callsOf(stillDue: boolean): Promise<number> {
  let waits = true;
  let calls = 0;
  const ports: CheckPorts = {
    checks: {
      claimCheck: async (_now, except) => {
        if (!waits || except.includes("tenant")) return null;
        waits = false;
        return { tenantId: "tenant", kind: "persona", hash: "hash", text: "Be kind.", attempts: 0 };
      },
      storeVerdict: async () => undefined,
      putOffCheck: async () => {
        waits = true;
        return stillDue;
      },
      adoptClassifier: async () => undefined,
    },
    completeChat: async () => {
      calls += 1;
      if (calls === 1) throw new UpstreamError("ai", "classify", true, "HTTP 500");
      const text = '{"verdict":"approved"}';
      return { text, finishReason: "stop", inputTokens: 1, outputTokens: 1, milliseconds: 1 };
    },
    clock: { now: () => new Date(0) },
    ids: { newId: () => "id" },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  await createCheckRound(ports)();
  return calls;
}

it("asks once more in the same round about a text that was asked for anew while its call failed", async () => {
  expect(await callsOf(true)).toBe(2);
});

it("lets a text rest whose call failed", async () => {
  expect(await callsOf(false)).toBe(1);
});
