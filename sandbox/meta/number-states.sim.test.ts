import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetaBench, platformWaba, startMetaBench, textTo } from "./test-server/meta-test-server";
import { demoNumber } from "./world/meta-world";

const demo = demoNumber.id;
let bench: MetaBench;

beforeEach(async () => {
  bench = await startMetaBench();
});
afterEach(() => bench.close());

const put = (number: object) => bench.sandbox("POST", "numbers", { id: demo, ...number });
const register = (pin: unknown, id = demo) =>
  bench.graph("POST", `${id}/register`, { messaging_product: "whatsapp", pin });
const send = () => bench.graph("POST", `${demo}/messages`, textTo("+15550100100", "hi"));
const read = async (fields: string) => (await bench.graph("GET", `${demo}?fields=${fields}`)).body;
const done = { status: 200, body: { success: true } };

describe("registration", () => {
  it("refuses a foreign PIN of a number that is not registered, and takes the right one", async () => {
    await put({ registered: false, pin: "246810" });
    const refused = await register("111111");
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 133005 } } });
    expect(refused.body.error).toHaveProperty("error_data.details");
    expect(await register("246810")).toEqual(done);
    expect(await read("platform_type,status,is_pin_enabled")).toMatchObject({
      platform_type: "CLOUD_API",
      status: "CONNECTED",
      is_pin_enabled: true,
    });
  });

  it("of a registered number succeeds with any PIN and keeps the old one", async () => {
    await put({ registered: true, pin: "135790" });
    expect(await register("111111")).toEqual(done);
    await bench.graph("POST", `${demo}/deregister`);
    expect((await register("111111")).body.error.code).toBe(133005);
    expect(await register("135790")).toEqual(done);
  });

  it("takes another PIN after POST /{number}, and stops the eleventh try", async () => {
    await put({ registered: false, pin: "135790" });
    expect((await bench.graph("POST", demo, { pin: "12345" })).body.error.code).toBe(100);
    expect(await bench.graph("POST", demo, { pin: "222222" })).toEqual(done);
    expect(await register("222222")).toEqual(done);
    for (let time = 2; time <= 10; time += 1) expect(await register("222222")).toEqual(done);
    expect((await register("222222")).body.error.code).toBe(133016);
  });

  it("is refused for a number in the phone app, and a number that was deregistered can't send", async () => {
    await put({ is_on_biz_app: true });
    expect((await register("111111")).body.error.code).toBe(100);
    expect((await bench.graph("POST", `${demo}/deregister`)).body.error.code).toBe(100);
    expect(await read("is_on_biz_app,platform_type")).toEqual({
      id: demo,
      is_on_biz_app: true,
      platform_type: "CLOUD_API",
    });
    await put({ is_on_biz_app: false });
    await bench.graph("POST", `${demo}/deregister`);
    expect((await send()).body.error.code).toBe(133010);
  });

  it("puts an approved name in force", async () => {
    await put({ name_status: "PENDING_REVIEW", name_in_force: false });
    expect((await send()).body.error.code).toBe(131037);
    await put({ name_status: "APPROVED" });
    expect((await send()).body.error.code).toBe(131037);
    await register("111111");
    expect((await send()).status).toBe(200);
  });
});

describe("what Meta shows", () => {
  it("refuses fields that it doesn't have, and reads nested ones", async () => {
    const { status, body } = await bench.graph("GET", `${demo}?fields=verified_name,nonsense`);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 100 });
    expect(body.error.message).toBe(
      "(#100) Tried accessing nonexisting field (nonsense) on node type (WhatsAppBusinessPhoneNumber)",
    );
    expect(await read("throughput{level,more},id")).toEqual({ id: demo, throughput: { level: "STANDARD" } });
    expect((await bench.graph("GET", `${platformWaba}?fields=nonsense`)).body.error.message).toContain(
      "WhatsAppBusinessAccount",
    );
  });

  it("has quality, limit and the state of the name", async () => {
    await put({ quality_rating: "RED", messaging_limit: "TIER_2K", name_status: "DECLINED" });
    expect(
      await read("quality_rating,whatsapp_business_manager_messaging_limit,name_status,messaging_limit_tier"),
    ).toEqual({
      id: demo,
      quality_rating: "RED",
      whatsapp_business_manager_messaging_limit: "TIER_2K",
      name_status: "DECLINED",
    });
  });

  it("lists the customers' accounts to the platform alone", async () => {
    await bench.sandbox("POST", "wabas", { id: "41", name: "Café", business_id: "6001" });
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: ["41"] });
    const path = "600000000000000/client_whatsapp_business_accounts";
    expect((await bench.graph("GET", path)).body.data).toMatchObject([{ id: "41", name: "Café" }]);
    expect((await bench.graph("GET", path, undefined, "tenant")).body.error.code).toBe(100);
  });

  it("pages a list with cursors until its end", async () => {
    for (let index = 0; index < 5; index += 1) {
      await bench.sandbox("POST", "numbers", { id: `77${index}`, waba_id: "41" });
    }
    await bench.sandbox("POST", "tokens", { token: "tenant", wabaIds: ["41"] });
    const seen: string[] = [];
    let address = `${bench.url}/v26.0/41/phone_numbers?fields=id&limit=2`;
    while (address) {
      const answer = await fetch(address, { headers: { authorization: "Bearer tenant" } });
      const { data, paging }: { data: { id: string }[]; paging: { next?: string } } = await answer.json();
      expect(data.length).toBeLessThanOrEqual(2);
      seen.push(...data.map(({ id }) => id));
      address = paging.next ?? "";
    }
    expect(seen).toEqual(["770", "771", "772", "773", "774"]);
  });
});

describe("what stands in the way of a send", () => {
  it.each([
    ["a banned account", { ban: "DISABLE" }, {}, 131031],
    ["an owner's changed phone", {}, { is_on_biz_app: true, offboarded: true }, 133010],
  ])("is %s", async (_case, waba, number, code) => {
    await bench.sandbox("POST", "wabas", { id: platformWaba, ...waba });
    await put(number);
    expect((await send()).body.error.code).toBe(code);
  });

  it("is a missing payment, told by the status alone", async () => {
    await bench.sandbox("POST", "wabas", { id: platformWaba, funded: false });
    const { status, body } = await send();
    expect(status).toBe(200);
    const [item] = await bench.app.items(1, (one) => one.status?.id === body.messages[0]?.id);
    expect(item?.status).toMatchObject({ status: "failed", errors: [{ code: 131042 }] });
    expect((await bench.graph("GET", `${platformWaba}?fields=primary_funding_id`)).body).toEqual({ id: platformWaba });
  });
});
