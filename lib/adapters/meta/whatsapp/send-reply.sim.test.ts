import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, inject, it } from "vitest";
import { DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { createSendReply } from "./send-reply";

const metaUrl = inject("metaUrl");
const account = { ...DEMO_ACCOUNT, externalId: "200000000000001" };
const phone = { kind: "phone", value: "15550100100" } as const;

const sender = (baseUrl = metaUrl, token = "sandbox-access-token", timeoutMs = 2_000) =>
  createSendReply({ baseUrl, version: "v26.0", timeoutMs }, () => ({ token, owner: "operator" }));

const send = (sendReply = sender(), change = {}) =>
  sendReply({ account, to: phone, text: "7am–7pm ☕", callbackData: "turn:1", ...change });

const control = (method: string, path: string, body?: unknown) =>
  fetch(`${metaUrl}/_sandbox/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

type Call = { path: string; body: Record<string, unknown>; status: number };
const calls = async () => (await (await control("GET", "calls")).json()) as Call[];

afterEach(async () => {
  await control("POST", "release", {});
  await control("DELETE", "faults");
  await control("DELETE", "calls");
});

describe("sendReply", () => {
  it("sends text to a phone number with its plus and our callback data", async () => {
    expect(await send()).toEqual({ kind: "accepted", providerMessageId: expect.stringMatching(/^wamid\./) });
    expect(await calls()).toMatchObject([
      {
        path: "/v26.0/200000000000001/messages",
        body: {
          messaging_product: "whatsapp",
          recipient_type: "individual",
          to: "+15550100100",
          type: "text",
          text: { preview_url: false, body: "7am–7pm ☕" },
          biz_opaque_callback_data: "turn:1",
        },
      },
    ]);
  });

  it("sends to a user id as recipient, never as to", async () => {
    await send(sender(), { to: { kind: "user_id", value: "US.13491208655302741918" } });
    const [call] = await calls();
    expect(call?.body).toMatchObject({ recipient: "US.13491208655302741918" });
    expect(call?.body).not.toHaveProperty("to");
  });

  it.each([
    [131056, 400, "pair"],
    [130429, 429, "throughput"],
    [131000, 500, "transient"],
    [133015, 400, "deregistered"],
    [131047, 400, "window"],
    [131026, 400, "recipient"],
    [100, 400, "request"],
    [368, 403, "policy"],
    [200, 403, "auth"],
    [102, 400, "auth"],
    [613, 400, "throughput"],
    [999_999, 503, "transient"],
    [999_999, 400, "request"],
  ])("knows an answered error %i with %i as %s", async (code, status, group) => {
    await control("POST", "faults", [{ op: "send", times: 1, kind: "error", status, code }]);
    expect(await send()).toEqual({ kind: "refused", group, code, tokenOwner: "operator" });
  });

  it.each([
    ["a gateway's page with 429", 429, "<html>slow down</html>", "throughput"],
    ["a 429 whose error has no code", 429, '{"error":{"message":"slow down"}}', "throughput"],
    ["an empty 400", 400, "", "transient"],
    ["a firewall's page with 403", 403, "<html>blocked</html>", "transient"],
    ["an empty 401", 401, "", "auth"],
    ["a 401 whose error has no code", 401, '{"error":{"message":"no"}}', "auth"],
  ])("knows %s as refused, for Meta took nothing", async (_what, status, body, group) => {
    await control("POST", "faults", [{ op: "send", times: 1, kind: "error", status, body }]);
    expect(await send()).toEqual({ kind: "refused", group, code: null, tokenOwner: "operator" });
  });

  it.each([
    ["a 200 that holds an error", 200, '{"error":{"code":131056}}', "pair", 131056],
    ["a 200 that holds an error without a code", 200, '{"error":"try later"}', "transient", null],
    ["an object that is gone", 400, '{"error":{"code":100,"error_subcode":33}}', "account", 100],
    ["an alias that is gone", 404, '{"error":{"code":803}}', "account", 803],
    ["Meta's own word that it may pass", 403, '{"error":{"code":200,"is_transient":true}}', "transient", 200],
    ["a fault of one request", 400, '{"error":{"code":135000}}', "request", 135000],
  ])("knows %s by its error", async (_what, status, body, group, code) => {
    await control("POST", "faults", [{ op: "send", times: 1, kind: "error", status, body }]);
    expect(await send()).toEqual({ kind: "refused", group, code, tokenOwner: "operator" });
  });

  it("knows a refused token", async () => {
    expect(await send(sender(metaUrl, "wrong"))).toMatchObject({ kind: "refused", group: "auth", code: 190 });
  });

  it.each(["drop_before", "drop_after"])(
    "does not know whether it was sent when the connection dies (%s)",
    async (kind) => {
      await control("POST", "faults", [{ op: "send", times: 1, kind }]);
      expect(await send()).toEqual({ kind: "unknown" });
    },
  );

  it("does not know whether it was sent when no answer comes in time", async () => {
    await control("POST", "faults", [{ op: "send", times: 1, kind: "hold" }]);
    expect(await send(sender(metaUrl, "sandbox-access-token", 150))).toEqual({ kind: "unknown" });
  });

  it.each([
    ["a gateway's page", 502, "<html>bad gateway</html>"],
    ["a redirect with an error in it", 302, '{"error":{"code":131000}}'],
    ["an answer without an id", 200, '{"messaging_product":"whatsapp"}'],
    ["half an answer", 200, '{"messages":[{"id":"wam'],
  ])("does not take %s for an end", async (_what, status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await send(sender(`http://127.0.0.1:${port}`))).toEqual({ kind: "unknown" });
    await new Promise((resolve) => server.close(resolve));
  });

  it("knows that nothing left when nobody listens or the name does not resolve", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await send(sender(`http://127.0.0.1:${port}`))).toEqual({ kind: "unreached" });
    expect(await send(sender("http://nowhere.invalid"))).toEqual({ kind: "unreached" });
  });
});
