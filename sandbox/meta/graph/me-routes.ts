/**
 * Who asks, and the app itself (https://developers.facebook.com/docs/graph-api/overview, …/webhooks/subscriptions): `/me`,
 * and the app's own callback, which is set with the app token and here moves until the next start only.
 * Each field counts as subscribed; not imitated: `/me/accounts`, permissions, other objects than WhatsApp's.
 */
import type { StandInRequest, StandInRoute } from "../../http/route";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { invalidParameter, invalidToken } from "../world/graph-error";
import { bearerOf, type GraphRoute, openRoute, shownFields } from "./graph-route";
import { type Fields, fieldNames } from "./request-fields";

const systemUser = new Map([["name", "Concierge system user"]]);

export function meRoutes(
  graph: GraphRoute,
  target: WebhookTarget,
  app: { id: string; secret: string },
): StandInRoute[] {
  const own = (handle: (fields: Fields) => unknown) => (request: StandInRequest, fields: Fields) => {
    if (bearerOf(request.headers.authorization, fields) !== `${app.id}|${app.secret}`) {
      throw invalidToken("This method must be called with an app access_token.");
    }
    return handle(fields);
  };
  const path = `${app.id.replace(/\W/g, "\\$&")}/subscriptions`;

  const subscribe = own(async (fields) => {
    if (fields.get("object") !== "whatsapp_business_account") {
      throw invalidParameter("Param object must be one of {whatsapp_business_account}");
    }
    if (!fields.get("fields")) throw invalidParameter("The parameter fields is required.");
    target.appCallback = (await target.checkAddress(fields.get("callback_url"), fields.get("verify_token"))).url;
    return { success: true };
  });

  const list = own(() => ({
    data: [{ object: "whatsapp_business_account", callback_url: target.appCallback, active: true }],
  }));

  return [
    graph("GET", "me", "me", ({ fields }) =>
      shownFields("User", "122000000000001", systemUser, fieldNames(String(fields.get("fields") ?? "name"))),
    ),
    openRoute("POST", path, "subscriptions", subscribe),
    openRoute("GET", path, "subscriptions", list),
  ];
}
