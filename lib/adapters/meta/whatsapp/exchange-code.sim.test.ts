import { describe, expect, inject, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { createExchangeCode } from "./exchange-code";
import { createNumberDirectory } from "./number-directory";

const meta = inject("directoryMetaUrl");
const graph = { baseUrl: meta, version: "v26.0", timeoutMs: 2_000 };
const app = { id: "300000000000001", secret: "sandbox-app-secret" };
const exchangeCode = createExchangeCode(graph, app);

const post = async (path: string, body: object) => {
  const headers = { "content-type": "application/json" };
  return (await fetch(meta + path, { method: "POST", headers, body: JSON.stringify(body) })).json();
};
const newCode = (more: object = {}): Promise<{ code: string; token: string }> =>
  post("/_sandbox/codes", { wabaIds: ["5500"], ...more });

describe("exchanging a code of Meta's window", () => {
  it("gives a token that reads the WABA, once", async () => {
    const { code, token } = await newCode();
    expect(await exchangeCode(code)).toEqual({ ok: true, value: token });
    const directory = createNumberDirectory(graph, { ...app, verifyToken: "sandbox-verify-token" });
    expect(await directory.inspectToken(token)).toMatchObject({ valid: true, ours: true, expiresAt: null });
    expect(await directory.listNumbers("5500", token)).toEqual({ ok: true, value: [] });
    const used = { ok: false, code: 100, subcode: 36009, said: expect.stringContaining("has been used") };
    expect(await exchangeCode(code)).toMatchObject(used);
  });

  it("tells one that is too old from one that never was", async () => {
    const { code } = await newCode({ expiresInMs: 0 });
    await expect.poll(async () => exchangeCode(code)).toMatchObject({ ok: false, code: 100, subcode: 36007 });
    expect(await exchangeCode("nothing")).toMatchObject({ ok: false, code: 100, subcode: null });
  });

  it("throws where no answer comes, and where our own secret is refused", async () => {
    await post("/_sandbox/faults", [{ op: "oauth", times: 1, kind: "drop_before" }]);
    const { code } = await newCode();
    await expect(exchangeCode(code)).rejects.toThrow(UpstreamError);
    await expect(createExchangeCode(graph, { ...app, secret: "wrong" })(code)).rejects.toThrow(UpstreamError);
    expect(await exchangeCode(code)).toMatchObject({ ok: true });
  });
});
