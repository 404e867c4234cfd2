/**
 * Phone numbers in the Graph API (DOC/embedded-signup/implementation/, DOC/webhooks/override): reading, registering,
 * messages. Certificates, verification codes, profiles and blocking aren't there.
 */
import type { StandInRoute } from "../../http/route";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { GraphError, invalidParameter } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import { type GraphCall, graphRoute } from "./graph-route";
import { numberFields, wabaFields } from "./number-fields";
import { fieldsOf, type MessageDoor, messageOp } from "./send-message";

/** DOC/support/error-codes: more than 10 tries of registration in 72 hours are refused with 133016. */
const maxPinTries = 10;

export function numberRoutes(world: MetaWorld, target: WebhookTarget, door: MessageDoor): StandInRoute[] {
  const pinTries = new Map<string, number>();

  const register = ({ id, wabaIds, body }: GraphCall) => {
    const number = world.visibleNumber(id, wabaIds, "post");
    const fields = fieldsOf(body);
    const pin = fields.get("pin");
    if (fields.get("messaging_product") !== "whatsapp") {
      throw invalidParameter("The parameter messaging_product is required.");
    }
    if (typeof pin !== "string" || !/^\d{6}$/.test(pin)) throw invalidParameter("Param pin must be 6 digits long");
    const tries = (pinTries.get(id) ?? 0) + 1;
    pinTries.set(id, tries);
    if (tries > maxPinTries) {
      throw new GraphError({
        status: 400,
        code: 133016,
        message: "(#133016) Account register deregister rate limit exceeded",
      });
    }
    if (number.pin !== undefined && number.pin !== pin) {
      throw new GraphError({ status: 400, code: 133005, message: "(#133005) Two step verification PIN Mismatch" });
    }
    number.registered = true;
    number.pin = pin;
    world.changed();
    return { success: true };
  };

  const deregister = ({ id, wabaIds }: GraphCall) => {
    world.visibleNumber(id, wabaIds, "post").registered = false;
    world.changed();
    return { success: true };
  };

  const configure = async ({ id, wabaIds, body }: GraphCall) => {
    const number = world.visibleNumber(id, wabaIds, "post");
    const wanted = fieldsOf(fieldsOf(body).get("webhook_configuration"));
    const url = wanted.get("override_callback_uri");
    if (url === undefined) throw invalidParameter("The parameter webhook_configuration is required.");
    // DOC/webhooks/override: an empty address removes the override.
    number.callback = url === "" ? undefined : await target.accept(url, wanted.get("verify_token"));
    world.changed();
    return { success: true };
  };

  const read = ({ id, wabaIds, query }: GraphCall) => {
    if (world.wabas.has(id)) return wabaFields(world.visibleWaba(id, wabaIds, "get"), query.get("fields"));
    return numberFields(world.visibleNumber(id, wabaIds, "get"), world, target, query.get("fields"));
  };

  return [
    graphRoute(
      world,
      "POST",
      "(\\d+)/messages",
      (_match, body) => messageOp(body),
      (call) => door.accept(call.id, call.wabaIds, call.body),
    ),
    graphRoute(world, "POST", "(\\d+)/register", "register", register),
    graphRoute(world, "POST", "(\\d+)/deregister", "deregister", deregister),
    graphRoute(world, "POST", "(\\d+)", "phone_number", configure),
    graphRoute(world, "GET", "(\\d+)", (match) => (world.wabas.has(match[1] ?? "") ? "waba" : "phone_number"), read),
  ];
}
