/**
 * A phone number as the Graph API shows it (DOC/embedded-signup/implementation/ names the fields). Its quality is always
 * GREEN, its throughput STANDARD, its name approved.
 */

import type { WebhookTarget } from "../webhooks/webhook-target";
import type { MetaWorld, PhoneNumber, Waba } from "../world/meta-world";

const defaultFields = [
  "verified_name",
  "code_verification_status",
  "display_phone_number",
  "quality_rating",
  "platform_type",
  "throughput",
  "webhook_configuration",
];

/** The asked fields of a number plus its id; unknown field names are left out, where Meta would answer code 100. */
export function numberFields(
  number: PhoneNumber,
  world: MetaWorld,
  target: WebhookTarget,
  asked: string | null,
): object {
  const wabaCallback = world.waba(number.wabaId).callback?.url;
  const all = new Map<string, unknown>([
    ["display_phone_number", number.displayPhoneNumber],
    ["verified_name", number.verifiedName],
    ["quality_rating", "GREEN"],
    ["platform_type", number.registered ? "CLOUD_API" : "NOT_APPLICABLE"],
    ["code_verification_status", "VERIFIED"],
    ["name_status", "APPROVED"],
    ["status", number.registered ? "CONNECTED" : "DISCONNECTED"],
    ["throughput", { level: "STANDARD" }],
    [
      "webhook_configuration",
      {
        ...(number.callback ? { phone_number: number.callback.url } : {}),
        ...(wabaCallback === undefined ? {} : { whatsapp_business_account: wabaCallback }),
        application: target.appCallback,
      },
    ],
    ["is_on_biz_app", false],
    ["is_pin_enabled", number.pin !== undefined],
    ["account_mode", "LIVE"],
  ]);
  const names = asked === null ? defaultFields : asked.split(",").map((name) => name.trim());
  const shown = names.filter((name) => all.has(name)).map((name) => [name, all.get(name)]);
  return { ...Object.fromEntries(shown), id: number.id };
}

/** The asked fields of a WABA plus its id. */
export function wabaFields(waba: Waba, asked: string | null): object {
  const all = new Map<string, unknown>([
    ["name", waba.name],
    ["currency", "USD"],
    ["timezone_id", "1"],
    ["message_template_namespace", "00000000_0000_0000_0000_000000000000"],
    ["account_review_status", "APPROVED"],
    ["ownership_type", "SELF"],
  ]);
  const names = (asked ?? "name,timezone_id,message_template_namespace").split(",").map((name) => name.trim());
  const shown = names.filter((name) => all.has(name)).map((name) => [name, all.get(name)]);
  return { ...Object.fromEntries(shown), id: waba.id };
}
