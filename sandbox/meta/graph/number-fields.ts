/**
 * A phone number and a WABA as the Graph API shows them (WA/embedded-signup/implementation/, WA/business-phone-numbers,
 * WA/messaging-limits). Throughput is STANDARD, for a number with the phone app the 20 messages a second aren't counted.
 */

import type { WebhookTarget } from "../webhooks/webhook-target";
import type { MetaWorld } from "../world/meta-world";
import type { PhoneNumber, Waba } from "../world/world-record";
import { shownFields } from "./graph-route";
import { fieldNames } from "./request-fields";

const defaultFields = [
  "verified_name",
  "code_verification_status",
  "display_phone_number",
  "quality_rating",
  "platform_type",
  "throughput",
  "webhook_configuration",
];

/** The asked fields of a number plus its id. @throws GraphError 100 */
export function numberFields(number: PhoneNumber, world: MetaWorld, target: WebhookTarget, asked: unknown): object {
  const wabaCallback = world.waba(number.wabaId).callback?.url;
  const attached = number.registered && !number.offboarded;
  const inReview = number.nameStatus !== "APPROVED" || !number.nameInForce;
  const all = new Map<string, unknown>([
    ["display_phone_number", number.displayPhoneNumber],
    ["country_dial_code", /\d+/.exec(number.displayPhoneNumber)?.[0] ?? "1"],
    ["country_code", "US"],
    ["verified_name", number.verifiedName],
    ["quality_rating", number.quality],
    ["quality_score", { score: number.quality }],
    ["platform_type", number.registered ? "CLOUD_API" : "NOT_APPLICABLE"],
    ["code_verification_status", "VERIFIED"],
    ["name_status", number.nameStatus],
    ["new_name_status", inReview ? number.nameStatus : "NONE"],
    ["status", attached ? "CONNECTED" : "DISCONNECTED"],
    ["throughput", { level: "STANDARD" }],
    [
      "webhook_configuration",
      {
        ...(number.callback ? { phone_number: number.callback.url } : {}),
        ...(wabaCallback === undefined ? {} : { whatsapp_business_account: wabaCallback }),
        application: target.appCallback,
      },
    ],
    ["is_on_biz_app", number.onBizApp && !number.offboarded],
    ["is_pin_enabled", number.pin !== undefined],
    ["is_official_business_account", false],
    ["is_preverified_number", false],
    ["account_mode", "LIVE"],
    ["certificate", Buffer.from(`certificate of ${number.verifiedName}`).toString("base64")],
    ["new_certificate", undefined],
    ["unified_cert_status", undefined],
    ["last_onboarded_time", number.onboardedAt],
    ["health_status", healthOf(number, world.waba(number.wabaId))],
    // Deprecated: it is still a field, and shows nothing any more.
    ["messaging_limit_tier", undefined],
    ["whatsapp_business_manager_messaging_limit", number.limit],
    ["search_visibility", "VISIBLE"],
    ["host_platform", undefined],
    ["username", undefined],
    ["conversational_automation", { id: number.id, prompts: [], commands: [], enable_welcome_message: false }],
    ["eligibility_for_api_business_global_search", "NON_ELIGIBLE_UNDEFINED_COUNTRY"],
  ]);
  const names = typeof asked === "string" && asked !== "" ? fieldNames(asked) : defaultFields;
  return shownFields("WhatsAppBusinessPhoneNumber", number.id, all, names);
}

/** The asked fields of a WABA plus its id. @throws GraphError 100 */
export function wabaFields(waba: Waba, world: MetaWorld, asked: unknown): object {
  const [number] = world.numbersOf(waba.id);
  const all = new Map<string, unknown>([
    ["name", waba.name],
    ["currency", "USD"],
    ["country", "US"],
    ["timezone_id", "1"],
    ["status", waba.ban === "DISABLE" ? "DISABLED" : "ACTIVE"],
    ["message_template_namespace", "00000000_0000_0000_0000_000000000000"],
    ["account_review_status", waba.review],
    ["business_verification_status", "verified"],
    ["ownership_type", waba.id === world.platformWabaId ? "SELF" : "CLIENT_OWNED"],
    ["owner_business_info", { name: waba.name, id: waba.businessId }],
    ["on_behalf_of_business_info", { name: waba.name, id: waba.businessId, status: "APPROVED", type: "SELF" }],
    // Missing while nobody pays; Meta then refuses what costs.
    ["primary_funding_id", waba.funded ? "650000000000001" : undefined],
    ["health_status", number ? healthOf(number, waba) : { can_send_message: "AVAILABLE", entities: [] }],
    ["whatsapp_business_manager_messaging_limit", number?.limit],
    ["is_enabled_for_insights", false],
    ["creation_time", 1_764_000_000],
  ]);
  const names = typeof asked === "string" && asked !== "" ? fieldNames(asked) : undefined;
  return shownFields(
    "WhatsAppBusinessAccount",
    waba.id,
    all,
    names ?? ["name", "timezone_id", "message_template_namespace"],
  );
}

/** WA/support/health-status: what stands in the way of a send, by the object that causes it. */
function healthOf(number: PhoneNumber, waba: Waba): object {
  const unpaid = { error_code: 141006, error_description: "There is an issue with the payment setup." };
  const nameless = { error_code: 131037, error_description: "The display name has not been approved yet." };
  const phoneErrors = number.nameStatus === "APPROVED" && number.nameInForce ? [] : [nameless];
  const entities = [
    { entity_type: "PHONE_NUMBER", id: number.id, ...stateOf(phoneErrors) },
    { entity_type: "WABA", id: waba.id, ...stateOf(waba.funded ? [] : [unpaid], waba.ban === "DISABLE") },
    { entity_type: "BUSINESS", id: waba.businessId, can_send_message: "AVAILABLE" },
  ];
  const states = entities.map(({ can_send_message }) => can_send_message);
  const worst = ["BLOCKED", "LIMITED"].find((state) => states.includes(state)) ?? "AVAILABLE";
  return { can_send_message: worst, entities };
}

function stateOf(errors: readonly object[], banned = false): { can_send_message: string; errors?: readonly object[] } {
  const state = banned ? "BLOCKED" : errors.length > 0 ? "LIMITED" : "AVAILABLE";
  return { can_send_message: state, ...(errors.length > 0 ? { errors } : {}) };
}
