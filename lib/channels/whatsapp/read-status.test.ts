import { describe, expect, it } from "vitest";
import type { Json } from "@/lib/testing/fixtures/mutate-json";
import { NUMBER_ID, SENT_AT, status, statusDelivery } from "@/lib/testing/fixtures/whatsapp-deliveries";
import { parseDelivery } from "./parse-delivery";

const receivedAt = new Date("2026-11-20T10:00:00Z");
const parse = (body: unknown) => parseDelivery(body, receivedAt);

describe("statuses", () => {
  it("reads a status whole", () => {
    const pricing = { billable: true, pricing_model: "PMP", type: "regular", category: "service" };
    const fields = { id: "wamid.OUT", status: "read", biz_opaque_callback_data: "turn:1", pricing };
    expect(parse(statusDelivery([status(fields)]))).toEqual({
      channel: "whatsapp",
      messages: [],
      statuses: [
        {
          channel: "whatsapp",
          externalId: NUMBER_ID,
          providerMessageId: "wamid.OUT",
          state: "read",
          at: new Date(Number(SENT_AT) * 1000),
          callbackData: "turn:1",
          errorCode: null,
          failure: null,
          pricing: { model: "PMP", type: "regular", category: "service", billable: true },
        },
      ],
      echoes: [],
      displayAddresses: new Map([[NUMBER_ID, "15550783881"]]),
      skipped: [],
    });
  });

  it.each([
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["read", "read"],
    ["played", "read"],
    ["failed", "failed"],
  ])("reads %s as %s", (sent, state) => {
    expect(parse(statusDelivery([status({ status: sent })])).statuses).toMatchObject([{ state }]);
  });

  it("skips other states and ids that can't be kept, and keeps the rest", () => {
    const parsed = parse(statusDelivery([status({ status: "deleted" }), status(), status({ id: "" }), 7]));
    expect(parsed.statuses).toMatchObject([{ state: "delivered" }]);
    expect(parsed.skipped.map(({ path, why }) => [path.slice(-11), why])).toEqual([
      ["statuses[0]", "not a delivery state"],
      ["statuses[2]", "no usable id"],
      ["statuses[3]", "not an object"],
    ]);
  });

  it.each<[Json, number | null]>([
    [[{ code: 131026 }, { code: 1 }], 131026],
    [[null, { code: "131047" }], 131047],
    [{ code: 0 }, 0],
    [[{ code: 2 ** 31 }], null],
    [[{ code: 1.5 }, { title: "no code" }], null],
    ["131026", null],
  ])("finds the error code of %j: %j", (errors, errorCode) => {
    expect(parse(statusDelivery([status({ status: "failed", errors })])).statuses).toMatchObject([{ errorCode }]);
  });

  it("drops callback data that is not ours and pricing that can't be read", () => {
    const parsed = parse(
      statusDelivery([
        status({ biz_opaque_callback_data: "x".repeat(513), pricing: "free" }),
        status({ biz_opaque_callback_data: 7, pricing: { billable: "yes", category: 1 } }),
      ]),
    );
    expect(parsed.statuses).toMatchObject([
      { callbackData: null, pricing: null },
      { callbackData: null, pricing: { model: null, type: null, category: null, billable: null } },
    ]);
  });
});
