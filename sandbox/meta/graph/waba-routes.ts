/**
 * WhatsApp Business Accounts in the Graph API: their numbers, the app's subscription, and the lists of a portfolio
 * (WA/embedded-signup/implementation/, WA/webhooks/override). There is one app.
 */
import type { StandInRequest, StandInRoute } from "../../http/route";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { GraphError, unreachableObject } from "../world/graph-error";
import { type MetaWorld, partnerBusinessId } from "../world/meta-world";
import type { GraphCall, GraphRoute } from "./graph-route";
import { numberFields, wabaFields } from "./number-fields";
import type { Fields } from "./request-fields";

const defaultPageSize = 25;
const largestPageSize = 100;

const cursorOf = (index: number) => Buffer.from(`sandbox:${index}`).toString("base64url");

/** One page of a list with Graph's cursors; `next` is an address that asks for the following one. */
export function pageOf(items: readonly object[], fields: Fields, request: StandInRequest): object {
  const size = Math.min(Math.max(Number(fields.get("limit")) || defaultPageSize, 1), largestPageSize);
  const after = Buffer.from(String(fields.get("after") ?? ""), "base64url").toString();
  const from = after.startsWith("sandbox:") ? Number(after.slice("sandbox:".length)) + 1 : 0;
  const data = items.slice(from, from + size);
  if (data.length === 0) return { data };
  const last = from + data.length - 1;
  const cursors = { before: cursorOf(from), after: cursorOf(last) };
  if (last + 1 >= items.length) return { data, paging: { cursors } };
  const query = new URLSearchParams(request.query);
  query.set("after", cursors.after);
  return { data, paging: { cursors, next: `http://${request.headers.host}${request.path}?${query}` } };
}

export function wabaRoutes(graph: GraphRoute, world: MetaWorld, target: WebhookTarget, appId: string): StandInRoute[] {
  const listNumbers = (call: GraphCall) => {
    const { id, wabaIds, fields } = call;
    world.visibleWaba(id, wabaIds, "get");
    const own = world.numbersOf(id).map((number) => numberFields(number, world, target, fields.get("fields")));
    return pageOf(own, fields, call);
  };

  const listApps = ({ id, wabaIds }: GraphCall) => {
    const waba = world.visibleWaba(id, wabaIds, "get");
    if (!waba.subscribed) return { data: [] };
    const app = { id: appId, name: "Concierge", link: `https://www.facebook.com/games/?app_id=${appId}` };
    const override = waba.callback ? { override_callback_uri: waba.callback.url } : {};
    return { data: [{ whatsapp_business_api_data: app, ...override }] };
  };

  const subscribe = async ({ id, wabaIds, fields }: GraphCall) => {
    const waba = world.visibleWaba(id, wabaIds, "post");
    if (waba.subscriptionRefusals > 0) {
      waba.subscriptionRefusals -= 1;
      world.changed();
      const details = "The app can't be subscribed to this account now.";
      throw new GraphError({ status: 400, code: 100, message: "(#100) Invalid parameter", details });
    }
    const url = fields.get("override_callback_uri");
    // A subscription without an address removes an override that was there.
    waba.callback = url === undefined ? undefined : await target.accept(url, fields.get("verify_token"), id);
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

  /** The customers' accounts that the app's portfolio was given: for its own (the platform's) token only. */
  const listOfPortfolio = (clients: boolean) => (call: GraphCall) => {
    const { id, fields, token } = call;
    const isPlatform = token.wabaIds.includes(world.platformWabaId);
    if (!isPlatform || id !== partnerBusinessId) throw unreachableObject(id, "get");
    const wabas = [...world.wabas.values()].filter((one) => !one.lost && (one.businessId !== id) === clients);
    // They are kept in the order in which they were made.
    if (fields.get("sort") === "creation_time_descending") wabas.reverse();
    return pageOf(
      wabas.map((one) => wabaFields(one, world, fields.get("fields"))),
      fields,
      call,
    );
  };

  return [
    graph("GET", "(\\d+)/phone_numbers", "phone_numbers", listNumbers),
    graph("GET", "(\\d+)/subscribed_apps", "subscribed_apps", listApps),
    graph("POST", "(\\d+)/subscribed_apps", "subscribed_apps", subscribe),
    graph("DELETE", "(\\d+)/subscribed_apps", "subscribed_apps", unsubscribe),
    graph("GET", "(\\d+)/client_whatsapp_business_accounts", "business", listOfPortfolio(true)),
    graph("GET", "(\\d+)/owned_whatsapp_business_accounts", "business", listOfPortfolio(false)),
  ];
}
