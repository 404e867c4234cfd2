import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Json, mutateJson } from "@/lib/testing/fixtures/mutate-json";
import { propertyRuns } from "@/lib/testing/property-runs";
import { NEWS_FIELDS, parseNews } from "./read-news";

const NOW = new Date(Date.UTC(2026, 10, 1, 12, 0, 30, 500));
const SECONDS = Date.UTC(2026, 10, 1, 12) / 1000;
const WABA = "102290129340398";
const PORTFOLIO = "2729063490586005";

const body = (field: string, value: Json, entry: { [key: string]: Json } = {}): Json => ({
  object: "whatsapp_business_account",
  entry: [{ id: WABA, time: SECONDS, changes: [{ field, value }], ...entry }],
});
const read = (field: string, value: Json, entry: { [key: string]: Json } = {}) =>
  parseNews(body(field, value, entry), NOW);
const events = (field: string, value: Json) => read(field, value).map(({ event }) => event);
const update = (value: Json) => events("account_update", value);

describe("whom news is about", () => {
  it("is the WABA of waba_info where there is one, though the entry is the partner's", () => {
    const value = { event: "PARTNER_REMOVED", waba_info: { waba_id: WABA, owner_business_id: "1" } };
    expect(read("account_update", value, { id: PORTFOLIO })).toMatchObject([
      { about: { groupId: WABA, address: null, externalId: null } },
    ]);
  });

  it("is the number of the phone app's form, in the entry's WABA", () => {
    const value = {
      event: "PARTNER_REMOVED",
      phone_number: "15550783881",
      disconnection_info: { reason: "PRIMARY_INACTIVITY", initiated_by: "SYSTEM" },
    };
    expect(read("account_update", value)).toMatchObject([
      {
        about: { groupId: WABA, address: "15550783881" },
        event: { trouble: "access_removed", detail: "PRIMARY_INACTIVITY" },
      },
    ]);
  });

  it("is the number whose digits Meta shows, for what is told of a number", () => {
    const value = { display_phone_number: "+1 (555) 078-3881", decision: "APPROVED" };
    expect(read("phone_number_name_update", value)).toMatchObject([
      { about: { groupId: WABA, address: "15550783881" }, event: { kind: "changed" } },
    ]);
  });

  it.each([
    ["PHONE_NUMBER", { externalId: "77", groupId: WABA }],
    ["WABA", { externalId: null, groupId: "77" }],
    ["BUSINESS", { externalId: null, groupId: WABA }],
    ["constructor", { externalId: null, groupId: WABA }],
  ])("is the alert's entity: %s", (entity_type, about) => {
    const alert_info = { alert_severity: "CRITICAL", alert_status: "ACTIVE", alert_type: "X" };
    expect(read("account_alerts", { entity_type, entity_id: "77", alert_info })).toMatchObject([{ about }]);
  });
});

describe("when it happened", () => {
  it.each([
    ["a number", SECONDS, SECONDS * 1000 + 999],
    ["digits as text", String(SECONDS), SECONDS * 1000 + 999],
    ["what is no time", "yesterday", NOW.getTime()],
    ["the second that has not ended", SECONDS + 30, NOW.getTime()],
  ])("is read from %s", (_what, time, at) => {
    expect(read("account_update", { event: "ACCOUNT_DELETED" }, { time })[0]?.at.getTime()).toBe(at);
  });
});

describe("what is told", () => {
  const ban = (waba_ban_state: string) =>
    update({ event: "DISABLED_UPDATE", ban_info: { waba_ban_state, waba_ban_date: "May 3" } });

  it("a ban, its announcement and its end are three things", () => {
    expect(ban("DISABLE")).toEqual([{ kind: "trouble", trouble: "banned", detail: null, endsAt: null }]);
    expect(ban("SCHEDULE_FOR_DISABLE")).toMatchObject([
      { kind: "warning", cause: { warning: "ban_scheduled" }, mail: true },
    ]);
    expect(ban("REINSTATE")).toEqual([{ kind: "over", causes: ["banned", "ban_scheduled"] }]);
    expect(ban("toString")).toEqual([]);
  });

  it("of restrictions the one on answers mutes, the others warn, and one that has ended is none", () => {
    const restriction_info: Json = [
      { restriction_type: "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", expiration: SECONDS + 3600, remediation: "Wait." },
      { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: "2026-11-09T00:00:00Z" },
      { restriction_type: "RESTRICTED_ADD_PHONE_NUMBER_ACTION", expiration: SECONDS - 1 },
      "not an object",
    ];
    expect(update({ event: "ACCOUNT_RESTRICTION", restriction_info })).toEqual([
      { kind: "trouble", trouble: "muted", detail: "Wait.", endsAt: new Date((SECONDS + 3600) * 1000) },
      {
        kind: "warning",
        cause: { warning: "restricted", subject: "RESTRICTED_BIZ_INITIATED_MESSAGING" },
        ...{ detail: null, endsAt: new Date(Date.UTC(2026, 10, 9)), mail: true },
      },
    ]);
  });

  it("only an active critical alert is worth a mail, and one that is no longer active is over", () => {
    const alert = (alert_severity: string, alert_status = "ACTIVE") =>
      events("account_alerts", {
        alert_info: { alert_severity, alert_status, alert_type: "PAY", alert_description: "Pay" },
      });
    expect(alert("CRITICAL")).toMatchObject([
      { cause: { warning: "alert", subject: "PAY" }, detail: "Pay", mail: true },
    ]);
    expect(alert("WARNING")).toMatchObject([{ kind: "warning", mail: false }]);
    expect(alert("CRITICAL", "NONE")).toEqual([{ kind: "over", causes: ["alert:PAY"] }]);
  });

  it.each([
    ["PARTNER_APP_UNINSTALLED", [{ kind: "suspicion", trouble: "access_removed" }]],
    ["ACCOUNT_OFFBOARDED", [{ kind: "trouble", trouble: "offboarded", detail: null, endsAt: null }]],
    ["ACCOUNT_RECONNECTED", [{ kind: "recovery", trouble: "offboarded" }]],
    ["PARTNER_ADDED", []],
    ["__proto__", []],
  ])("%s", (event, wanted) => {
    expect(update({ event })).toEqual(wanted);
  });

  it("a rejected review warns, an approved one ends the warning, and either is a reason to look", () => {
    expect(events("account_review_update", { decision: "REJECTED" })).toMatchObject([
      { kind: "changed" },
      { kind: "warning", cause: { warning: "review_rejected" } },
    ]);
    expect(events("account_review_update", { decision: "APPROVED" })[1]).toEqual({
      ...{ kind: "over", causes: ["review_rejected"] },
    });
  });

  it.each([
    ["PIN_CHANGED", 1],
    ["PIN_RESET_SUCCESS", 1],
    ["PIN_RESET_REQUEST", 0],
  ])("%s says of %i stored PIN that it may be stale", (event, count) => {
    expect(events("security", { display_phone_number: "1", event })).toHaveLength(count);
  });

  it("nothing about messages, nor of a field that isn't known", () => {
    expect([read("messages", { event: "ACCOUNT_DELETED" }), read("hasOwnProperty", {})]).toEqual([[], []]);
  });
});

it("never throws, and reads what it can, whatever JSON comes", () => {
  const told = NEWS_FIELDS.flatMap((field) =>
    ["PARTNER_REMOVED", "DISABLED_UPDATE", "ACCOUNT_RESTRICTION", "PIN_CHANGED"].map((event) =>
      body(field, {
        ...{ event, ban_info: { waba_ban_state: "DISABLE" }, waba_info: { waba_id: WABA } },
        restriction_info: [{ restriction_type: "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", expiration: SECONDS }],
        alert_info: { alert_status: "ACTIVE", alert_type: "X", alert_description: "Y" },
      }),
    ),
  );
  const mutated = fc.constantFrom(...told).chain((one) => mutateJson(one));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), mutated), (json) => {
      for (const { at, about, event } of parseNews(json, NOW)) {
        expect(at.getTime()).toBeLessThanOrEqual(NOW.getTime());
        expect(Object.values(about).every((id) => id === null || id.length <= 80)).toBe(true);
        if ("endsAt" in event) expect(Number.isNaN(event.endsAt?.getTime() ?? 0)).toBe(false);
        if ("detail" in event) expect([...(event.detail ?? "")].length).toBeLessThanOrEqual(300);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});

it("the README names every field to subscribe to", () => {
  const readme = readFileSync("README.md", "utf8");
  expect(NEWS_FIELDS.filter((field) => !readme.includes(`\`${field}\``))).toEqual([]);
});
