import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import { DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { createNumberDirectory } from "./number-directory";
import { createProbeNumber } from "./probe-number";

const meta = inject("directoryMetaUrl");
const graph = { baseUrl: meta, version: "v26.0", timeoutMs: 2_000 };
const app = { id: "300000000000001", secret: "sandbox-app-secret", verifyToken: "sandbox-verify-token" };
const directory = createNumberDirectory(graph, app);
const TOKEN = "EAAdirectory";
const WABA = "4400";
const NUMBER = "440001";

const post = (path: string, body: object) =>
  fetch(meta + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

beforeAll(async () => {
  const number = {
    id: NUMBER,
    display_phone_number: "+1 555",
    verified_name: "Salon",
    waba_id: WABA,
    registered: false,
  };
  await post("/_sandbox/numbers", number);
  await post("/_sandbox/tokens", { token: TOKEN, wabaIds: [WABA] });
});

describe("the number directory", () => {
  it("knows whose a token is and what it may do", async () => {
    const scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
    expect(await directory.inspectToken(TOKEN)).toMatchObject({ valid: true, ours: true, scopes, wabaIds: [WABA] });
    expect(await directory.inspectToken("EAAunknown")).toMatchObject({ valid: false, wabaIds: [] });
    const other = createNumberDirectory(graph, { ...app, id: "1" });
    await expect(other.inspectToken(TOKEN)).rejects.toThrow(UpstreamError);
  });

  it("lists and reads numbers, and tells a refused token from a hidden number", async () => {
    const listed = { id: NUMBER, displayPhone: "+1 555", verifiedName: "Salon" };
    expect(await directory.listNumbers(WABA, TOKEN)).toEqual({ ok: true, value: [listed] });
    expect(await directory.wabasOfNumber(NUMBER, TOKEN)).toMatchObject({ ok: true });
    // For the platform's own token only.
    expect(await directory.listSharedWabas(WABA, TOKEN)).toMatchObject({ ok: false, code: 100 });
    expect(await directory.wabasOfNumber(NUMBER, "EAAunknown")).toMatchObject({ ok: false, code: 190 });
    expect(await directory.readNumber(NUMBER, TOKEN)).toEqual({
      ok: true,
      value: {
        displayPhone: "+1 555",
        verifiedName: "Salon",
        qualityRating: "GREEN",
        registered: false,
        callback: "http://127.0.0.1:9/webhook/whatsapp",
        ownCallback: null,
        nameStatus: "APPROVED",
        status: "DISCONNECTED",
        messagingLimit: "TIER_250",
        onBusinessApp: false,
      },
    });
    expect(await directory.readNumber("200000000000001", TOKEN)).toMatchObject({
      ok: false,
      code: 100,
      subcode: 33,
      tokenRefused: false,
      said: expect.stringContaining("does not exist"),
    });
    expect(await directory.readNumber(NUMBER, "EAAunknown")).toMatchObject({
      ok: false,
      code: 190,
      tokenRefused: true,
    });
  });

  it("registers, subscribes and undoes both", async () => {
    const done = { ok: true, value: null };
    expect(await directory.isSubscribed(WABA, TOKEN)).toEqual({ ok: true, value: false });
    expect(await directory.subscribe(WABA, TOKEN)).toEqual(done);
    expect(await directory.isSubscribed(WABA, TOKEN)).toEqual({ ok: true, value: true });
    expect(await directory.register(NUMBER, TOKEN, "123456")).toEqual(done);
    // Registered already: the call succeeds, and the number keeps its PIN.
    expect(await directory.register(NUMBER, TOKEN, "654321")).toEqual(done);
    expect(await directory.deregister(NUMBER, TOKEN)).toEqual(done);
    expect(await directory.register(NUMBER, TOKEN, "654321")).toMatchObject({ ok: false, code: 133005 });
    expect(await directory.unsubscribe(WABA, TOKEN)).toEqual(done);
    expect(await directory.isSubscribed(WABA, TOKEN)).toEqual({ ok: true, value: false });
  });

  it("reads what Meta says now, and all but the limit where Meta has no field of its name", async () => {
    await post("/_sandbox/numbers", {
      id: NUMBER,
      ...{ quality_rating: "RED", messaging_limit: "TIER_10K", name_status: "PENDING_REVIEW", is_on_biz_app: true },
    });
    const told = { qualityRating: "RED", nameStatus: "PENDING_REVIEW", onBusinessApp: true };
    const read = () => directory.readNumber(NUMBER, TOKEN);
    expect(await read()).toMatchObject({ ok: true, value: { ...told, messagingLimit: "TIER_10K" } });
    await post("/_sandbox/faults", [{ op: "phone_number", times: 1, kind: "error", status: 400, code: 100 }]);
    expect(await read()).toMatchObject({ ok: true, value: { ...told, messagingLimit: null } });
    // Another refusal is one: Meta is not asked twice.
    await post("/_sandbox/faults", [{ op: "phone_number", times: 1, kind: "error", status: 400, code: 190 }]);
    expect(await read()).toMatchObject({ ok: false, code: 190 });
  });

  it("throws what may pass: no answer, and an error of Meta's own", async () => {
    await post("/_sandbox/faults", [{ op: "phone_number", times: 1, kind: "error", status: 500, code: 131000 }]);
    await expect(directory.readNumber(NUMBER, TOKEN)).rejects.toThrow(UpstreamError);
    await post("/_sandbox/faults", [{ op: "phone_number", times: 1, kind: "drop_before" }]);
    await expect(directory.readNumber(NUMBER, TOKEN)).rejects.toThrow(UpstreamError);
  });
});

describe("the probe of a number", () => {
  const probe = (token: string | null = TOKEN, numberId = NUMBER, cause = "auth") =>
    createProbeNumber(graph, () => ({ token, owner: "tenant" }))({ ...DEMO_ACCOUNT, externalId: numberId }, cause);
  const news = (body: object) => post("/_sandbox/health", { number_id: NUMBER, field: "account_update", ...body });

  it("passes where the number can be read with the token", async () => {
    expect(await probe()).toBe(true);
  });

  it("of a ban asks whether Meta lets the number send", async () => {
    await news({ event: "DISABLED_UPDATE", ban_state: "DISABLE" });
    expect([await probe(), await probe(TOKEN, NUMBER, "banned")]).toEqual([true, false]);
    await news({ event: "DISABLED_UPDATE", ban_state: "REINSTATE" });
    expect(await probe(TOKEN, NUMBER, "banned")).toBe(true);
  });

  it("of a changed phone asks whether the phone's app is attached", async () => {
    const phone = { id: "440002", display_phone_number: "+1 556", verified_name: "Salon", waba_id: WABA };
    await post("/_sandbox/numbers", { ...phone, is_on_biz_app: true });
    expect(await probe(TOKEN, phone.id, "offboarded")).toBe(true);
    await news({ number_id: phone.id, event: "ACCOUNT_OFFBOARDED" });
    expect(await probe(TOKEN, phone.id, "offboarded")).toBe(false);
  });

  it("fails where the token is refused, can't be opened, or does not see the number", async () => {
    expect(await probe("wrong")).toBe(false);
    expect(await probe(null)).toBe(false);
    expect(await probe(TOKEN, "999")).toBe(false);
  });

  it.each([
    { status: 503, body: "<html>" },
    { status: 400, body: "" },
    { status: 200, body: '{"error":{"code":2}}' },
  ])("says nothing of the number after %j", async (answer) => {
    await post("/_sandbox/faults", [{ op: "*", kind: "error", ...answer }]);
    await expect(probe()).rejects.toThrow(UpstreamError);
  });
});

describe("where a number's messages go", () => {
  const SIBLING = "440002";
  const door = createServer((request, answer) => {
    answer.end(new URL(request.url ?? "", "http://door").searchParams.get("hub.challenge"));
  });
  afterAll(() => door.close());

  it("is told by a plain subscription of the WABA, and an address that is that number's alone", async () => {
    await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening));
    const ours = `http://127.0.0.1:${(door.address() as AddressInfo).port}/webhook/whatsapp`;
    await post("/_sandbox/numbers", { id: SIBLING, display_phone_number: "+1 556", waba_id: WABA });
    const callbacks = async (number: string) => {
      const read = await directory.readNumber(number, TOKEN);
      return read.ok ? { own: read.value.ownCallback, inForce: read.value.callback } : read;
    };
    const apps = { own: null, inForce: "http://127.0.0.1:9/webhook/whatsapp" };
    // Meta takes an address only of what is subscribed.
    expect(await directory.setCallback(NUMBER, TOKEN, ours)).toMatchObject({ ok: false, code: 100 });
    expect(await directory.subscribe(WABA, TOKEN)).toMatchObject({ ok: true });
    expect([await callbacks(NUMBER), await callbacks(SIBLING)]).toEqual([apps, apps]);
    expect(await directory.setCallback(NUMBER, TOKEN, ours)).toMatchObject({ ok: true });
    expect([await callbacks(NUMBER), await callbacks(SIBLING)]).toEqual([{ own: ours, inForce: ours }, apps]);
    expect(await directory.setCallback(NUMBER, TOKEN, null)).toMatchObject({ ok: true });
    expect(await callbacks(NUMBER)).toEqual(apps);
    expect(await directory.unsubscribe(WABA, TOKEN)).toMatchObject({ ok: true });
  });
});
