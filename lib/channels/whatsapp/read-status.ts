import { cleanLine, cleanText, readId } from "../clean-text";
import type { DeliveryState, DeliveryStatus } from "../inbound-message";
import { dig, isJsonObject, listItems, type Reading } from "../read-json";
import { readTimestamp } from "../read-timestamp";
import { statusFailureGroup } from "./graph-errors";
import { MAX_PROVIDER_ID_CHARACTERS } from "./read-message";

const MAX_CALLBACK_CHARACTERS = 512;
const MAX_PRICING_WORD_CHARACTERS = 60;
/** The largest number that the database's integer holds; a larger "code" would cost the whole row. */
const MAX_ERROR_CODE = 2_147_483_647;

/** DOC/webhooks/reference/messages/status. A voice message that was played was also read. */
const STATE_OF: ReadonlyMap<unknown, DeliveryState> = new Map([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"],
  ["failed", "failed"],
]);

/** The first code in a list of errors that is one; null for none. */
export function readErrorCode(errors: unknown): number | null {
  for (const { item } of listItems(errors, "errors")) {
    const value = dig(item, "code");
    const code = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
    if (typeof code === "number" && Number.isInteger(code) && code >= 0 && code <= MAX_ERROR_CODE) return code;
  }
  return null;
}

function readWord(value: unknown): string | null {
  return typeof value === "string" ? cleanLine(value, MAX_PRICING_WORD_CHARACTERS) || null : null;
}

function readPricing(pricing: unknown): DeliveryStatus["pricing"] {
  if (!isJsonObject(pricing)) return null;
  const billable = dig(pricing, "billable");
  return {
    model: readWord(dig(pricing, "pricing_model")),
    type: readWord(dig(pricing, "type")),
    category: readWord(dig(pricing, "category")),
    billable: typeof billable === "boolean" ? billable : null,
  };
}

function readCallbackData(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const data = cleanText(value);
  return data.length >= 1 && data.length <= MAX_CALLBACK_CHARACTERS ? data : null;
}

/**
 * Reads one of `value.statuses[]`. Refused without a usable id or with a state that says nothing about delivery
 * (`deleted`, and what Meta may add). `errorCode` is the first readable one of `errors[]`.
 */
export function readStatus(item: unknown, numberId: string, receivedAt: Date): Reading<DeliveryStatus> {
  if (!isJsonObject(item)) return { ok: false, why: "not an object" };
  const providerMessageId = readId(dig(item, "id"), MAX_PROVIDER_ID_CHARACTERS);
  if (providerMessageId === null) return { ok: false, why: "no usable id" };
  const state = STATE_OF.get(dig(item, "status"));
  if (state === undefined) return { ok: false, why: "not a delivery state" };
  const errorCode = readErrorCode(dig(item, "errors"));
  return {
    ok: true,
    value: {
      channel: "whatsapp",
      externalId: numberId,
      providerMessageId,
      state,
      at: readTimestamp(dig(item, "timestamp"), receivedAt),
      callbackData: readCallbackData(dig(item, "biz_opaque_callback_data")),
      errorCode,
      failure: state === "failed" && errorCode !== null ? statusFailureGroup(errorCode) : null,
      pricing: readPricing(dig(item, "pricing")),
    },
  };
}
