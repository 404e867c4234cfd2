/**
 * A number's verification and its settings (WA/business-phone-numbers/phone-numbers, WA/calling/call-settings). Any six
 * digits verify, and settings are only kept, until the next start: no call comes, and no customer's identity changes here.
 */
import type { StandInRoute } from "../../http/route";
import { invalidParameter } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import type { GraphCall, GraphRoute } from "./graph-route";
import { fieldsOf } from "./request-fields";

const kinds = ["calling", "user_identity_change", "storage_configuration"] as const;

export function settingsRoutes(graph: GraphRoute, world: MetaWorld): StandInRoute[] {
  const settings = new Map<string, Map<string, object>>();
  const done = { success: true };

  const requestCode = ({ id, wabaIds, fields }: GraphCall) => {
    world.visibleNumber(id, wabaIds, "post");
    if (!/^(SMS|VOICE)$/i.test(String(fields.get("code_method")))) {
      throw invalidParameter("Param code_method must be one of {SMS, VOICE}");
    }
    if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(String(fields.get("language")))) {
      throw invalidParameter("The parameter language is required.");
    }
    return done;
  };

  const verifyCode = ({ id, wabaIds, fields }: GraphCall) => {
    world.visibleNumber(id, wabaIds, "post");
    if (!/^\d{6}$/.test(String(fields.get("code")))) throw invalidParameter("The parameter code is required.");
    return done;
  };

  const read = ({ id, wabaIds }: GraphCall) => {
    world.visibleNumber(id, wabaIds, "get");
    return Object.fromEntries(settings.get(id) ?? []);
  };

  const write = ({ id, wabaIds, fields }: GraphCall) => {
    world.visibleNumber(id, wabaIds, "post");
    const given = kinds.filter((kind) => fieldsOf(fields.get(kind)).size > 0);
    if (given.length === 0) throw invalidParameter("At least one setting is required.");
    const own = settings.get(id) ?? new Map<string, object>();
    settings.set(id, own);
    for (const kind of given) own.set(kind, { ...own.get(kind), ...Object.fromEntries(fieldsOf(fields.get(kind))) });
    return done;
  };

  return [
    graph("POST", "(\\d+)/request_code", "request_code", requestCode),
    graph("POST", "(\\d+)/verify_code", "verify_code", verifyCode),
    graph("GET", "(\\d+)/settings", "settings", read),
    graph("POST", "(\\d+)/settings", "settings", write),
  ];
}
