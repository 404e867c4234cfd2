/**
 * Message templates of a WABA (WA/templates/template-management): listing, making, editing, deleting. Each that has the
 * right shape is approved right after the answer, with Meta's webhook. Not imitated: review by people, pausing, quality,
 * uploads of header media, flows, libraries.
 */
import { randomInt } from "node:crypto";
import type { StandInRoute } from "../../http/route";
import type { WebhookCourier } from "../webhooks/deliver-webhooks";
import type { WebhookTarget } from "../webhooks/webhook-target";
import { GraphError, invalidParameter, unreachableObject } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import type { MessageTemplate, Waba } from "../world/world-record";
import { type GraphCall, type GraphRoute, shownFields } from "./graph-route";
import { fieldNames, fieldsOf, listOf } from "./request-fields";
import { pageOf } from "./waba-routes";

const categories = ["AUTHENTICATION", "MARKETING", "UTILITY"];

/** The template with this id in a WABA that the token may act for. */
export function findTemplate(world: MetaWorld, id: string): { waba: Waba; template: MessageTemplate } | undefined {
  for (const waba of world.wabas.values()) {
    const template = waba.templates.find((one) => one.id === id);
    if (template) return { waba, template };
  }
  return undefined;
}

/** @throws GraphError 100 for an unknown field, 100/33 where the token may not see it */
export function templateObject(world: MetaWorld, { id, wabaIds, fields }: GraphCall): object {
  const found = findTemplate(world, id);
  if (!found || !wabaIds.has(found.waba.id)) throw unreachableObject(id, "get");
  return showTemplate(found.template, fields.get("fields"));
}

export function templateRoutes(
  graph: GraphRoute,
  world: MetaWorld,
  courier: WebhookCourier,
  target: WebhookTarget,
): StandInRoute[] {
  const list = (call: GraphCall) => {
    const { id, wabaIds, fields } = call;
    const wanted = ["name", "language", "status", "category"] as const;
    const fits = (template: MessageTemplate) =>
      wanted.every((trait) => fields.get(trait) === undefined || template[trait] === fields.get(trait));
    const found = world.visibleWaba(id, wabaIds, "get").templates.filter(fits);
    const shown = found.map((template) => showTemplate(template, fields.get("fields")));
    return pageOf(shown, fields, call);
  };

  const approve = (waba: Waba, template: MessageTemplate) => {
    template.status = "APPROVED";
    world.changed();
    const value = {
      event: "APPROVED",
      message_template_id: Number(template.id),
      message_template_name: template.name,
      message_template_language: template.language,
      reason: "NONE",
    };
    courier.dispatch(target.appCallback, { entryId: waba.id, field: "message_template_status_update", value });
  };

  const make = ({ id, wabaIds, fields }: GraphCall) => {
    const waba = world.visibleWaba(id, wabaIds, "post");
    const [name, language] = [fields.get("name"), fields.get("language")];
    if (typeof name !== "string" || !/^[a-z0-9_]{1,512}$/.test(name)) {
      throw invalidParameter("Param name must be lowercase alphanumeric characters and underscores");
    }
    if (typeof language !== "string" || language === "") throw invalidParameter("The parameter language is required.");
    if (waba.templates.some((one) => one.name === name && one.language === language)) {
      throw new GraphError({ status: 400, code: 100, subcode: 2388024, message: "Invalid parameter" });
    }
    const template: MessageTemplate = {
      id: `7${String(randomInt(1e13)).padStart(14, "0")}`,
      name,
      language,
      category: readCategory(fields.get("category")),
      status: "PENDING",
      components: readComponents(fields.get("components")),
    };
    waba.templates.push(template);
    approve(waba, template);
    return { id: template.id, status: "PENDING", category: template.category };
  };

  const edit = ({ id, wabaIds, fields }: GraphCall) => {
    const found = findTemplate(world, id);
    if (!found || !wabaIds.has(found.waba.id)) throw unreachableObject(id, "post");
    if (fields.has("components")) found.template.components = readComponents(fields.get("components"));
    if (fields.has("category")) found.template.category = readCategory(fields.get("category"));
    approve(found.waba, found.template);
    return { success: true };
  };

  const remove = ({ id, wabaIds, fields }: GraphCall) => {
    const waba = world.visibleWaba(id, wabaIds, "delete");
    const [name, templateId] = [fields.get("name"), fields.get("hsm_id")];
    if (typeof name !== "string") throw invalidParameter("The parameter name is required.");
    const rest = waba.templates.filter(
      (one) => one.name !== name || (templateId !== undefined && one.id !== String(templateId)),
    );
    if (rest.length === waba.templates.length) {
      throw new GraphError({ status: 400, code: 100, subcode: 2593002, message: "Invalid parameter" });
    }
    waba.templates = rest;
    world.changed();
    return { success: true };
  };

  return [
    graph("GET", "(\\d+)/message_templates", "message_templates", list),
    graph("POST", "(\\d+)/message_templates", "message_templates", make),
    graph("DELETE", "(\\d+)/message_templates", "message_templates", remove),
    graph("POST", "(7\\d{14})", "message_templates", edit),
  ];
}

function showTemplate(template: MessageTemplate, asked: unknown): object {
  const all = new Map<string, unknown>([
    ...Object.entries(template),
    ["parameter_format", "POSITIONAL"],
    ["quality_score", { score: "UNKNOWN" }],
    ["rejected_reason", "NONE"],
    ["previous_category", undefined],
    ["message_send_ttl_seconds", undefined],
    ["library_template_name", undefined],
  ]);
  const usual = ["name", "parameter_format", "components", "language", "status", "category"];
  return shownFields(
    "WhatsAppMessageTemplate",
    template.id,
    all,
    typeof asked === "string" && asked !== "" ? fieldNames(asked) : usual,
  );
}

function readCategory(given: unknown): string {
  const category = String(given ?? "").toUpperCase();
  if (!categories.includes(category))
    throw invalidParameter(`Param category must be one of {${categories.join(", ")}}`);
  return category;
}

function readComponents(given: unknown): Record<string, unknown>[] {
  const components = listOf(given).map((one) => Object.fromEntries(fieldsOf(one)));
  const body = components.find(({ type }) => String(type).toUpperCase() === "BODY");
  if (!body) throw invalidParameter("The parameter components['BODY'] is required.");
  return components;
}
