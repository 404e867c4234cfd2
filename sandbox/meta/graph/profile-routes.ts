/**
 * A number's public profile (WA/business-profiles) and, for a number in the phone app, the one-time look at that app's
 * contacts and history (WA/embedded-signup/onboarding-business-app-users): each once, within 24 hours.
 * Not imitated: the picture's upload, a refusal by the owner (2593109), more than one contact and one chat of history.
 */
import { randomUUID } from "node:crypto";
import type { StandInRoute } from "../../http/route";
import type { WebhookCourier } from "../webhooks/deliver-webhooks";
import { digitsOf, valueHead } from "../webhooks/webhook-payload";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { GraphError, invalidParameter } from "../world/graph-error";
import { createMessageId } from "../world/message-id";
import type { MetaWorld } from "../world/meta-world";
import type { PhoneNumber } from "../world/world-record";
import type { GraphCall, GraphRoute } from "./graph-route";
import { fieldNames, listOf } from "./request-fields";

const profileFields = ["about", "address", "description", "email", "profile_picture_url", "websites", "vertical"];
/** Characters, by field. */
const longest = new Map([
  ["about", 139],
  ["address", 256],
  ["description", 512],
  ["email", 128],
]);
const syncWindowMs = 24 * 3600 * 1000;
const sample = { phone: "15550100177", name: "Robin" };

export function profileRoutes(
  graph: GraphRoute,
  world: MetaWorld,
  courier: WebhookCourier,
  target: WebhookTarget,
): StandInRoute[] {
  const read = ({ id, wabaIds, fields }: GraphCall) => {
    const number = world.visibleNumber(id, wabaIds, "get");
    const asked = fields.get("fields");
    const names = typeof asked === "string" && asked !== "" ? fieldNames(asked) : ["messaging_product"];
    const unknown = names.find((name) => ![...profileFields, "messaging_product", "id"].includes(name));
    if (unknown !== undefined) {
      throw invalidParameter(`Tried accessing nonexisting field (${unknown}) on node type (WhatsAppBusinessProfile)`);
    }
    const shown = names.filter((name) => name in number.profile).map((name) => [name, number.profile[name]]);
    return { data: [{ ...Object.fromEntries(shown), messaging_product: "whatsapp" }] };
  };

  const write = ({ id, wabaIds, fields }: GraphCall) => {
    const number = world.visibleNumber(id, wabaIds, "post");
    requireProduct(fields.get("messaging_product"));
    for (const [name, most] of longest) {
      if (String(fields.get(name) ?? "").length > most) {
        throw invalidParameter(`Param ${name} must be at most ${most} characters long.`);
      }
    }
    for (const name of profileFields) {
      if (fields.has(name)) number.profile[name] = name === "websites" ? listOf(fields.get(name)) : fields.get(name);
    }
    world.changed();
    return { success: true };
  };

  const sync = ({ id, wabaIds, fields }: GraphCall) => {
    const number = world.visibleNumber(id, wabaIds, "post");
    requireProduct(fields.get("messaging_product"));
    const type = fields.get("sync_type");
    if (type !== "smb_app_state_sync" && type !== "history") {
      throw invalidParameter("Param sync_type must be one of {SMB_APP_STATE_SYNC, HISTORY}");
    }
    if (!number.onBizApp)
      throw invalidParameter("Invalid parameter", "The number is not in the WhatsApp Business app.");
    if (number.synced.includes(type)) throw refused(2593107, "This data has been requested already.");
    const since = Date.now() - Date.parse(number.onboardedAt ?? new Date().toISOString());
    if (since > syncWindowMs) throw refused(2593108, "The 24 hours in which this data may be requested are over.");
    number.synced.push(type);
    world.changed();
    const url = target.of(number);
    const value = {
      ...valueHead({ displayPhoneNumber: number.displayPhoneNumber, numberId: id }),
      ...dataOf(type, number),
    };
    if (url) courier.dispatch(url, { entryId: number.wabaId, field: type, value });
    return { messaging_product: "whatsapp", request_id: randomUUID() };
  };

  return [
    graph("GET", "(\\d+)/whatsapp_business_profile", "profile", read),
    graph("POST", "(\\d+)/whatsapp_business_profile", "profile", write),
    graph("POST", "(\\d+)/smb_app_data", "smb_app_data", sync),
  ];
}

function requireProduct(given: unknown): void {
  if (given !== "whatsapp") throw invalidParameter("The parameter messaging_product is required.");
}

function refused(code: number, words: string): GraphError {
  return new GraphError({ status: 400, code, message: `(#${code}) ${words}` });
}

function dataOf(type: "smb_app_state_sync" | "history", { displayPhoneNumber }: PhoneNumber): object {
  const timestamp = String(Math.floor(Date.now() / 1000));
  if (type === "smb_app_state_sync") {
    const contact = { full_name: sample.name, first_name: sample.name, phone_number: sample.phone };
    return { state_sync: [{ type: "contact", contact, action: "add", metadata: { timestamp } }] };
  }
  const message = {
    from: sample.phone,
    to: digitsOf(displayPhoneNumber),
    id: createMessageId(sample.phone, "in"),
    timestamp,
    type: "text",
    text: { body: "An old message from the phone app" },
    history_context: { status: "READ" },
  };
  return {
    history: [
      {
        metadata: { phase: 0, chunk_order: 1, progress: 100 },
        threads: [{ id: sample.phone, messages: [message] }],
      },
    ],
  };
}
