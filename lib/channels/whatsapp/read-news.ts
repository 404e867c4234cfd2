import type { AccountEvent, AccountNews, NewsSubject } from "../account-news";
import { cleanLine, readId } from "../clean-text";
import { dig, isJsonObject, type JsonObject, listItems } from "../read-json";
import { readTimestamp } from "../read-timestamp";

const MAX_ID_CHARACTERS = 64;
const MAX_WORD_CHARACTERS = 80;
const MAX_DETAIL_CHARACTERS = 300;
/** Meta's times are whole seconds: what it tells happened within it. */
const WITHIN_A_SECOND_MS = 999;
/** The year 9999: what lies behind it is no date that anybody means. */
const LATEST_END_MS = 253_402_300_799_000;

type Event = { about?: Partial<NewsSubject>; event: AccountEvent };
type Reader = (value: JsonObject, receivedAt: Date) => Event[];

const word = (value: unknown): string | null => readId(value, MAX_WORD_CHARACTERS);
const detail = (value: unknown): string | null =>
  (typeof value === "string" && cleanLine(value.slice(0, 4 * MAX_DETAIL_CHARACTERS), MAX_DETAIL_CHARACTERS)) || null;
const digits = (value: unknown): string | null => readId(value, 40)?.replace(/\D/g, "") || null;

/** Unix seconds, or a date as text, which Meta was seen to write instead. */
function readEnd(value: unknown): Date | null {
  const seconds = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  const at =
    typeof seconds === "number" ? seconds * 1000 : typeof seconds === "string" ? Date.parse(seconds) : Number.NaN;
  return at > 0 && at <= LATEST_END_MS ? new Date(at) : null;
}

const changed: Reader = () => [{ event: { kind: "changed" } }];
const trouble = (name: Extract<AccountEvent, { kind: "trouble" }>["trouble"], why: unknown = null): AccountEvent => ({
  ...{ kind: "trouble", trouble: name, detail: detail(why), endsAt: null },
});

/** `restriction_info`: each item by itself. The one type that keeps answers back mutes; the others only warn. */
function readRestrictions(value: JsonObject, receivedAt: Date): Event[] {
  return listItems(dig(value, "restriction_info"), "restriction_info").flatMap(({ item }): Event[] => {
    const type = word(dig(item, "restriction_type"));
    if (type === null) return [];
    const endsAt = readEnd(dig(item, "expiration"));
    if (endsAt !== null && endsAt <= receivedAt) return [];
    const remedy = detail(dig(item, "remediation"));
    if (type === "RESTRICTED_CUSTOMER_INITIATED_MESSAGING") {
      return [{ event: { kind: "trouble", trouble: "muted", detail: remedy, endsAt } }];
    }
    const cause = { warning: "restricted", subject: type } as const;
    return [{ event: { kind: "warning", cause, detail: remedy, endsAt, mail: true } }];
  });
}

const BANS: Readonly<Record<string, (date: unknown) => AccountEvent>> = {
  DISABLE: () => trouble("banned"),
  SCHEDULE_FOR_DISABLE: (date) => ({
    ...{ kind: "warning", cause: { warning: "ban_scheduled", subject: null } },
    ...{ detail: detail(date), endsAt: null, mail: true },
  }),
  REINSTATE: () => ({ kind: "over", causes: ["banned", "ban_scheduled"] }),
};

/**
 * The events of `account_update` (WA/webhooks/reference/account_update, 11 Sep 2026; WA/embedded-signup/
 * onboarding-business-app-users). The form of the phone app names a number, the other one a WABA.
 */
const ACCOUNT_EVENTS: Readonly<Record<string, Reader>> = {
  PARTNER_REMOVED: (value) => [
    {
      about: { address: digits(dig(value, "phone_number")) },
      event: trouble("access_removed", dig(value, "disconnection_info", "reason")),
    },
  ],
  // Perhaps another app's than ours.
  PARTNER_APP_UNINSTALLED: () => [{ event: { kind: "suspicion", trouble: "access_removed" } }],
  ACCOUNT_DELETED: () => [{ event: trouble("account_deleted") }],
  ACCOUNT_OFFBOARDED: () => [{ event: trouble("offboarded") }],
  ACCOUNT_RECONNECTED: () => [{ event: { kind: "recovery", trouble: "offboarded" } }],
  DISABLED_UPDATE: (value) => {
    const state = word(dig(value, "ban_info", "waba_ban_state"));
    const ban = state !== null && Object.hasOwn(BANS, state) ? BANS[state] : undefined;
    return ban ? [{ event: ban(dig(value, "ban_info", "waba_ban_date")) }] : [];
  },
  ACCOUNT_RESTRICTION: readRestrictions,
  ACCOUNT_VIOLATION: (value) => {
    const subject = word(dig(value, "violation_info", "violation_type"));
    return [
      { event: { kind: "warning", cause: { warning: "violation", subject }, detail: null, endsAt: null, mail: true } },
    ];
  },
};

function readAlert(value: JsonObject): Event[] {
  const info = dig(value, "alert_info");
  const subject = word(dig(info, "alert_type"));
  const cause = { warning: "alert", subject } as const;
  const entity = word(dig(value, "entity_id"));
  // A business portfolio is the entry's WABA for us; we know no portfolios.
  const places: Readonly<Record<string, Partial<NewsSubject>>> = {
    PHONE_NUMBER: { externalId: entity },
    WABA: { groupId: entity },
  };
  const type = word(dig(value, "entity_type")) ?? "";
  const about = (entity !== null && Object.hasOwn(places, type) && places[type]) || {};
  if (dig(info, "alert_status") !== "ACTIVE") {
    return [{ about, event: { kind: "over", causes: [subject === null ? "alert" : `alert:${subject}`] } }];
  }
  const mail = dig(info, "alert_severity") === "CRITICAL";
  const said = detail(dig(info, "alert_description"));
  return [{ about, event: { kind: "warning", cause, detail: said, endsAt: null, mail } }];
}

function readReview(value: JsonObject): Event[] {
  const decision = dig(value, "decision");
  const look: Event = { event: { kind: "changed" } };
  if (decision === "APPROVED") return [look, { event: { kind: "over", causes: ["review_rejected"] } }];
  if (decision !== "REJECTED") return [look];
  const cause = { warning: "review_rejected", subject: null } as const;
  return [look, { event: { kind: "warning", cause, detail: null, endsAt: null, mail: true } }];
}

/**
 * The fields of account news (WA/webhooks/reference and siblings). Of names, limits and quality the news says less than
 * Graph does, so that these only say where to look.
 */
const FIELDS: Readonly<Record<string, Reader>> = {
  account_update: (value, receivedAt) => {
    const event = dig(value, "event");
    const read = typeof event === "string" && Object.hasOwn(ACCOUNT_EVENTS, event) ? ACCOUNT_EVENTS[event] : undefined;
    return read?.(value, receivedAt) ?? [];
  },
  account_alerts: readAlert,
  account_review_update: readReview,
  phone_number_quality_update: changed,
  phone_number_name_update: changed,
  business_capability_update: changed,
  security: (value) => {
    const event = dig(value, "event");
    return event === "PIN_CHANGED" || event === "PIN_RESET_SUCCESS" ? [{ event: { kind: "pin_changed" } }] : [];
  },
};

/** The fields of the Meta app's webhook that bring news of accounts; the README tells operators to subscribe to each. */
export const NEWS_FIELDS: readonly string[] = Object.keys(FIELDS);

/**
 * Takes the news of accounts out of a signed webhook body; what is about messages is `parseDelivery`'s. Whom it is about:
 * `waba_info.waba_id` where there is one (the entry is then the partner's portfolio), else the entry's WABA, and a number
 * in it by the digits of `display_phone_number`. Never throws, whatever JSON comes; an event that isn't known is no news.
 */
export function parseNews(body: unknown, receivedAt: Date): AccountNews[] {
  return listItems(dig(body, "entry"), "entry").flatMap(({ item: entry }) =>
    listItems(dig(entry, "changes"), "changes").flatMap(({ item: change }) => {
      const field = dig(change, "field");
      const value = dig(change, "value");
      const read = typeof field === "string" && Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
      if (!read || !isJsonObject(value)) return [];
      const named = readId(dig(value, "waba_info", "waba_id"), MAX_ID_CHARACTERS);
      const groupId = named ?? readId(dig(entry, "id"), MAX_ID_CHARACTERS);
      const address = digits(dig(value, "display_phone_number"));
      const told = readTimestamp(dig(entry, "time"), receivedAt).getTime() + WITHIN_A_SECOND_MS;
      const at = new Date(Math.min(told, receivedAt.getTime()));
      return read(value, receivedAt).map(({ about, event }) => ({
        ...{ channel: "whatsapp" as const, at, event },
        about: { groupId, externalId: null, address, ...about },
      }));
    }),
  );
}
