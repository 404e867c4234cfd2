/**
 * News of accounts and numbers (WA/webhooks/reference/account_update and its siblings, WA/embedded-signup/
 * onboarding-business-app-users): what Meta posts, and what it means for Meta's own books.
 * Not imitated: fields that no owner waits for (templates, flows, payments), and who at Meta decides.
 */
import * as z from "zod";
import { digitsOf } from "../webhooks/webhook-payload";
import { type MetaWorld, partnerBusinessId } from "../world/meta-world";
import { limitTiers, type PhoneNumber, reviewDecisions, type Waba } from "../world/world-record";

const text = z.string().min(1);
const about = {
  number_id: z.string().regex(/^\d+$/, "digits").optional(),
  waba_id: z.string().regex(/^\d+$/, "digits").optional(),
  /** False: the webhook alone, Meta's books stay as they are. */
  effect: z.boolean().default(true),
  /** Of the entry, in Unix seconds; Meta writes it as text at times. */
  time: z.union([z.number(), z.string()]).optional(),
};

const disconnection = { reason: text.optional(), initiated_by: z.enum(["USER", "SYSTEM"]).default("USER") };
const account = <Event extends string, Shape extends z.ZodRawShape>(event: Event, shape: Shape) =>
  z.object({ field: z.literal("account_update"), event: z.literal(event), ...about, ...shape });

/** The body of `POST /_sandbox/health`, by `field` and `event`. */
export const healthNews = z.union([
  account("PARTNER_ADDED", {}),
  /** A names the account in `waba_info` and comes from the partner's portfolio; B is the phone app's form. */
  account("PARTNER_REMOVED", { shape: z.enum(["A", "B"]).optional(), ...disconnection }),
  account("PARTNER_APP_INSTALLED", { partner_app_id: text.optional() }),
  account("PARTNER_APP_UNINSTALLED", { partner_app_id: text.optional() }),
  account("ACCOUNT_OFFBOARDED", {}),
  account("ACCOUNT_RECONNECTED", {}),
  account("DISABLED_UPDATE", {
    ban_state: z.enum(["DISABLE", "SCHEDULE_FOR_DISABLE", "REINSTATE"]),
    ban_date: text.default("November 30, 2026"),
  }),
  account("ACCOUNT_RESTRICTION", {
    restriction_type: text.default("RESTRICTED_BIZ_INITIATED_MESSAGING"),
    /** Unix seconds, or a text that Meta was seen to write instead. */
    expiration: z.union([z.number(), z.string()]).optional(),
    remediation: text.optional(),
  }),
  account("ACCOUNT_VIOLATION", { violation_type: text.default("SCAM") }),
  account("ACCOUNT_DELETED", {}),
  z.object({
    field: z.literal("account_alerts"),
    ...about,
    severity: z.enum(["CRITICAL", "WARNING", "INFORMATIONAL"]).default("WARNING"),
    status: z.enum(["ACTIVE", "NONE", "RESOLVED"]).default("ACTIVE"),
    type: text.default("INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED"),
    description: z.string().default("This business is not eligible for a higher limit yet."),
    entity_type: text.default("WABA"),
    entity_id: text.optional(),
  }),
  z.object({
    field: z.literal("phone_number_quality_update"),
    ...about,
    event: z.enum(["ONBOARDING", "THROUGHPUT_UPGRADE", "UPGRADE", "DOWNGRADE"]).default("ONBOARDING"),
    limit: z.enum(limitTiers).optional(),
  }),
  z.object({
    field: z.literal("phone_number_name_update"),
    ...about,
    decision: z.enum(["APPROVED", "REJECTED", "DEFERRED", "PENDING"]),
    name: text.optional(),
    rejection_reason: text.optional(),
  }),
  z.object({ field: z.literal("account_review_update"), ...about, decision: z.enum(reviewDecisions) }),
  z.object({
    field: z.literal("business_capability_update"),
    ...about,
    limit: z.enum(limitTiers).default("TIER_2K"),
    max_phone_numbers: z.number().int().default(25),
  }),
  z.object({
    field: z.literal("security"),
    ...about,
    event: z.enum(["PIN_CHANGED", "PIN_RESET_REQUEST", "PIN_RESET_SUCCESS"]),
    /** The PIN that is in force after PIN_CHANGED. */
    pin: z
      .string()
      .regex(/^\d{6}$/, "six digits")
      .default("864209"),
  }),
]);

export type HealthNews = z.infer<typeof healthNews>;
type AccountNews = Extract<HealthNews, { field: "account_update" }>;

export interface Told {
  entryId: string;
  value: Record<string, unknown>;
  /** What changes in Meta's books. */
  effect: () => void;
}

/** What Meta would post about this number and its WABA. */
export function tellNews(news: HealthNews, world: MetaWorld, waba: Waba, number: PhoneNumber | undefined): Told {
  const entryId = waba.id;
  const phone = { display_phone_number: number ? digitsOf(number.displayPhoneNumber) : "" };
  const withNumber = (change: (number: PhoneNumber) => void) => () => {
    if (number) change(number);
  };
  switch (news.field) {
    case "account_update":
      return tellAccountNews(news, world, waba, number);
    case "account_alerts": {
      const { severity, status, type, description, entity_type, entity_id = waba.id } = news;
      const alert_info = {
        alert_severity: severity,
        alert_status: status,
        alert_type: type,
        alert_description: description,
      };
      return { entryId, value: { entity_type, entity_id, alert_info }, effect: () => undefined };
    }
    case "phone_number_quality_update": {
      const limit = news.limit ?? number?.limit;
      const value = { ...phone, event: news.event, max_daily_conversations_per_business: limit };
      return { entryId, value, effect: withNumber((one) => Object.assign(one, { limit })) };
    }
    case "phone_number_name_update": {
      const requested_verified_name = news.name ?? number?.verifiedName;
      const rejection_reason = news.decision === "REJECTED" ? (news.rejection_reason ?? "NAME_NOT_CONSISTENT") : null;
      const nameStatus = {
        APPROVED: "APPROVED",
        REJECTED: "DECLINED",
        DEFERRED: "PENDING_REVIEW",
        PENDING: "PENDING_REVIEW",
      };
      return {
        entryId,
        value: { ...phone, decision: news.decision, requested_verified_name, rejection_reason },
        effect: withNumber((one) =>
          Object.assign(one, {
            nameStatus: nameStatus[news.decision],
            ...(news.decision === "APPROVED" ? { verifiedName: requested_verified_name } : {}),
          }),
        ),
      };
    }
    case "account_review_update":
      return {
        entryId,
        value: { decision: news.decision },
        effect: () => Object.assign(waba, { review: news.decision }),
      };
    case "business_capability_update": {
      const value = {
        max_daily_conversations_per_business: news.limit,
        max_phone_numbers_per_business: news.max_phone_numbers,
      };
      return {
        entryId,
        value,
        effect: () => world.numbersOf(waba.id).map((one) => Object.assign(one, { limit: news.limit })),
      };
    }
    case "security": {
      const pins = { PIN_CHANGED: news.pin, PIN_RESET_REQUEST: number?.pin, PIN_RESET_SUCCESS: undefined };
      return {
        entryId,
        value: { ...phone, event: news.event },
        effect: withNumber((one) => Object.assign(one, { pin: pins[news.event] })),
      };
    }
  }
}

function tellAccountNews(news: AccountNews, world: MetaWorld, waba: Waba, number: PhoneNumber | undefined): Told {
  const { event } = news;
  const waba_info = { waba_id: waba.id, owner_business_id: waba.businessId };
  const fromPartner = (more: object, effect: () => void): Told => ({
    entryId: partnerBusinessId,
    value: { event, ...more },
    effect,
  });
  const fromAccount = (more: object, effect: () => void = () => undefined): Told => ({
    entryId: waba.id,
    value: { event, ...more },
    effect,
  });
  const lose = () => Object.assign(waba, { lost: true, subscribed: false, callback: undefined });
  const cutOff = (offboarded: boolean) => () => {
    for (const one of world.numbersOf(waba.id)) if (one.onBizApp) one.offboarded = offboarded;
  };
  switch (event) {
    case "PARTNER_ADDED":
      // The platform's own account is nobody's to connect again: it is as it was.
      return fromPartner({ waba_info }, () =>
        Object.assign(waba, { lost: false, subscribed: waba.subscribed || waba.id === world.platformWabaId }),
      );
    case "PARTNER_REMOVED": {
      const { reason, initiated_by, shape = number?.onBizApp ? "B" : "A" } = news;
      const info = { reason: reason ?? "ACCOUNT_DISCONNECTED", initiated_by };
      if (shape === "A") return fromPartner({ waba_info, ...(reason ? { disconnection_info: info } : {}) }, lose);
      const phone_number = digitsOf(number?.displayPhoneNumber ?? "");
      return fromAccount({ phone_number, disconnection_info: info }, lose);
    }
    case "PARTNER_APP_INSTALLED":
      return fromPartner({ waba_info: { ...waba_info, partner_app_id: news.partner_app_id } }, () => undefined);
    case "PARTNER_APP_UNINSTALLED":
      return fromPartner({ waba_info: { ...waba_info, partner_app_id: news.partner_app_id } }, lose);
    case "ACCOUNT_OFFBOARDED":
      return fromAccount({}, cutOff(true));
    case "ACCOUNT_RECONNECTED":
      return fromAccount({}, cutOff(false));
    case "DISABLED_UPDATE": {
      const ban = { DISABLE: "DISABLE", SCHEDULE_FOR_DISABLE: "SCHEDULE_FOR_DISABLE", REINSTATE: "NONE" }[
        news.ban_state
      ];
      const ban_info = { waba_ban_state: news.ban_state, waba_ban_date: news.ban_date };
      return fromAccount({ ban_info }, () => Object.assign(waba, { ban }));
    }
    case "ACCOUNT_RESTRICTION": {
      const { restriction_type: type, remediation } = news;
      const expiration = news.expiration ?? Math.floor(Date.now() / 1000) + 3 * 86_400;
      const until = typeof expiration === "number" ? expiration : Math.floor(Date.parse(expiration) / 1000);
      const info = { restriction_type: type, expiration, ...(remediation ? { remediation } : {}) };
      return fromAccount({ restriction_info: [info] }, () => waba.restrictions.push({ type, until }));
    }
    case "ACCOUNT_VIOLATION":
      return fromAccount({ violation_info: { violation_type: news.violation_type } });
    case "ACCOUNT_DELETED":
      return fromAccount({}, lose);
  }
}
