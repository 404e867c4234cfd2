/**
 * WhatsApp Business Accounts in the Graph API: their numbers and the app's subscription
 * (DOC/embedded-signup/implementation/, DOC/webhooks/override). There is one app; paging and templates aren't there.
 */
import type { StandInRoute } from "../../http/route";
import type { WebhookTarget } from "../webhooks/webhook-target";
import type { MetaWorld } from "../world/meta-world";
import { type GraphCall, graphRoute } from "./graph-route";
import { numberFields } from "./number-fields";
import { fieldsOf } from "./send-message";

export function wabaRoutes(world: MetaWorld, target: WebhookTarget, appId: string): StandInRoute[] {
  const listNumbers = ({ id, wabaIds, query }: GraphCall) => {
    world.visibleWaba(id, wabaIds, "get");
    const own = [...world.numbers.values()].filter(({ wabaId }) => wabaId === id);
    return { data: own.map((number) => numberFields(number, world, target, query.get("fields"))) };
  };

  const listApps = ({ id, wabaIds }: GraphCall) => {
    const waba = world.visibleWaba(id, wabaIds, "get");
    if (!waba.subscribed) return { data: [] };
    const app = { id: appId, name: "Concierge", link: `https://www.facebook.com/games/?app_id=${appId}` };
    const override = waba.callback ? { override_callback_uri: waba.callback.url } : {};
    return { data: [{ whatsapp_business_api_data: app, ...override }] };
  };

  const subscribe = async ({ id, wabaIds, body }: GraphCall) => {
    const waba = world.visibleWaba(id, wabaIds, "post");
    const fields = fieldsOf(body);
    const url = fields.get("override_callback_uri");
    // A subscription without an address removes an override that was there.
    waba.callback = url === undefined ? undefined : await target.accept(url, fields.get("verify_token"));
    waba.subscribed = true;
    world.changed();
    return { success: true };
  };

  const unsubscribe = ({ id, wabaIds }: GraphCall) => {
    const waba = world.visibleWaba(id, wabaIds, "delete");
    waba.subscribed = false;
    waba.callback = undefined;
    world.changed();
    return { success: true };
  };

  return [
    graphRoute(world, "GET", "(\\d+)/phone_numbers", "phone_numbers", listNumbers),
    graphRoute(world, "GET", "(\\d+)/subscribed_apps", "subscribed_apps", listApps),
    graphRoute(world, "POST", "(\\d+)/subscribed_apps", "subscribed_apps", subscribe),
    graphRoute(world, "DELETE", "(\\d+)/subscribed_apps", "subscribed_apps", unsubscribe),
  ];
}
