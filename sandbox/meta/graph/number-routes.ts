/**
 * Phone numbers in the Graph API (WA/embedded-signup/implementation/, WA/webhooks/override): reading, callbacks, PINs,
 * registration, messages. Calls, QR codes and blocking aren't there.
 */
import type { StandInRoute } from "../../http/route";
import type { MediaShelf } from "../media/media-shelf";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { invalidParameter } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import type { GraphCall, GraphRoute } from "./graph-route";
import { mediaObject } from "./media-routes";
import { numberFields, wabaFields } from "./number-fields";
import { deregister, register, setPin } from "./register-number";
import { fieldsOf } from "./request-fields";
import { type MessageDoor, messageOp } from "./send-message";
import { findTemplate, templateObject } from "./template-routes";

export function numberRoutes(
  graph: GraphRoute,
  world: MetaWorld,
  target: WebhookTarget,
  door: MessageDoor,
  shelf: MediaShelf,
): StandInRoute[] {
  const setCallback = async ({ id, wabaIds, fields }: GraphCall) => {
    const number = world.visibleNumber(id, wabaIds, "post");
    const wanted = fieldsOf(fields.get("webhook_configuration"));
    const url = wanted.get("override_callback_uri");
    if (url === undefined) throw invalidParameter("The parameter webhook_configuration is required.");
    // WA/webhooks/override: an empty address removes the override.
    number.callback = url === "" ? undefined : await target.accept(url, wanted.get("verify_token"), number.wabaId);
    world.changed();
    return { success: true };
  };

  const configure = (call: GraphCall) => {
    if (!call.fields.has("pin")) return setCallback(call);
    return setPin(world, call);
  };

  const kindOf = (id: string) => {
    if (world.wabas.has(id)) return "waba";
    if (shelf.get(id)) return "media";
    return findTemplate(world, id) ? "message_templates" : "phone_number";
  };

  const read = (call: GraphCall) => {
    const { id, wabaIds, fields } = call;
    if (shelf.get(id)) return mediaObject(shelf, call);
    if (findTemplate(world, id)) return templateObject(world, call);
    if (world.wabas.has(id)) return wabaFields(world.visibleWaba(id, wabaIds, "get"), world, fields.get("fields"));
    return numberFields(world.visibleNumber(id, wabaIds, "get"), world, target, fields.get("fields"));
  };

  return [
    graph(
      "POST",
      "(\\d+)/messages",
      (_match, body) => messageOp(body),
      (call) => door.accept(call.id, call.wabaIds, call.fields),
    ),
    graph("POST", "(\\d+)/register", "register", (call) => register(world, call)),
    graph("POST", "(\\d+)/deregister", "deregister", (call) => deregister(world, call)),
    graph("POST", "(\\d+)", "phone_number", configure),
    graph("GET", "(\\d+)", (match) => kindOf(match[1] ?? ""), read),
  ];
}
