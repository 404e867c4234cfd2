import * as z from "zod";
import type {
  Answer,
  ListedNumber,
  NumberDirectory,
  NumberFacts,
  TokenFacts,
} from "@/lib/accounts/connection/whatsapp/number-directory.port";
import { UpstreamError } from "@/lib/core/errors";
import type { GraphOptions } from "../graph-call";
import { callGraph, type GraphCall } from "../graph-call";

type MetaApp = { id: string; secret: string; verifyToken: string };

/** Pages of a long list: 25 × 100 numbers are more than one WABA may hold. */
const PAGES = 25;

/** Of the WABAs that were shared last: each is asked for with a customer's token. */
const SHARED = 10;

const LISTED_FIELDS = "id,display_phone_number,verified_name";
const FIELDS =
  "display_phone_number,verified_name,quality_rating,platform_type,webhook_configuration,name_status,status,is_on_biz_app";

/** Since v24.0 in the place of `messaging_limit_tier` (WA/messaging-limits). */
const LIMIT_FIELD = "whatsapp_business_manager_messaging_limit";

/** Graph's code for a parameter that it doesn't take, a field that it doesn't have among them; 33: the object is hidden. */
const INVALID_PARAMETER = 100;
const HIDDEN = 33;

const success = z.object({ success: z.literal(true) });
const numberShape = z.object({
  display_phone_number: z.string(),
  verified_name: z.string().optional(),
  quality_rating: z.string().optional(),
  platform_type: z.string().optional(),
  name_status: z.string().optional(),
  status: z.string().optional(),
  is_on_biz_app: z.boolean().optional(),
  [LIMIT_FIELD]: z.string().optional(),
  webhook_configuration: z
    .object({
      phone_number: z.string().optional(),
      whatsapp_business_account: z.string().optional(),
      application: z.string().optional(),
    })
    .optional(),
});
const numberPage = z.object({
  data: z.array(
    z.object({ id: z.string(), display_phone_number: z.string().optional(), verified_name: z.string().optional() }),
  ),
  paging: z.object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() }).optional(),
});
/** Of DOC/support/health-status: what a send from this number passes through, each with its id. */
const healthShape = z.object({
  health_status: z
    .object({ entities: z.array(z.object({ entity_type: z.string(), id: z.string().optional() })).default([]) })
    .optional(),
});
const ownerShape = z.object({ owner_business_info: z.object({ id: z.string() }).optional() });
const idList = z.object({ data: z.array(z.object({ id: z.string() })) });
const subscribedApps = z.object({
  data: z.array(z.object({ whatsapp_business_api_data: z.object({ id: z.string() }) })),
});
const tokenShape = z.object({
  data: z.object({
    app_id: z.string().optional(),
    is_valid: z.boolean(),
    expires_at: z.number().int().optional(),
    scopes: z.array(z.string()).default([]),
    granular_scopes: z.array(z.object({ scope: z.string(), target_ids: z.array(z.string()).default([]) })).default([]),
  }),
});

/** Meta's books through the Graph API (DOC/embedded-signup/implementation/, DOC/webhooks/override). */
export function createNumberDirectory(graph: GraphOptions, app: MetaApp): NumberDirectory {
  const done = async (call: Omit<GraphCall, "method"> & { method?: GraphCall["method"] }): Promise<Answer<null>> => {
    const answer = await callGraph(graph, { method: "POST", ...call }, success);
    return answer.ok ? { ok: true, value: null } : answer;
  };

  return {
    async inspectToken(token) {
      const path = `debug_token?${new URLSearchParams({ input_token: token })}`;
      const call: GraphCall = { method: "GET", path, token: `${app.id}|${app.secret}`, operation: "debug_token" };
      const answer = await callGraph(graph, call, tokenShape);
      // The question carries our own credentials: refused, it says nothing about the token that was asked about.
      if (!answer.ok) throw new UpstreamError("meta", "debug_token", false, `code ${answer.code}`);
      return readToken(answer.value.data, app.id);
    },

    async listNumbers(wabaId, token) {
      const numbers: ListedNumber[] = [];
      let after = "";
      for (let page = 0; page < PAGES; page += 1) {
        const query = new URLSearchParams({ fields: LISTED_FIELDS, limit: "100", ...(after ? { after } : {}) });
        const path = `${wabaId}/phone_numbers?${query}`;
        const answer = await callGraph(graph, { method: "GET", path, token, operation: "phone_numbers" }, numberPage);
        if (!answer.ok) return answer;
        numbers.push(
          ...answer.value.data.map(({ id, display_phone_number: displayPhone = "", verified_name: name }) => ({
            id,
            displayPhone,
            verifiedName: name ?? null,
          })),
        );
        const { next, cursors } = answer.value.paging ?? {};
        if (!next || !cursors) break;
        after = cursors.after;
      }
      return { ok: true, value: numbers };
    },

    async wabasOfNumber(numberId, token) {
      const path = `${numberId}?fields=health_status`;
      const answer = await callGraph(graph, { method: "GET", path, token, operation: "health_status" }, healthShape);
      if (!answer.ok) return answer;
      const entities = answer.value.health_status?.entities ?? [];
      return { ok: true, value: entities.flatMap(({ entity_type, id }) => (entity_type === "WABA" && id ? [id] : [])) };
    },

    async listSharedWabas(wabaId, token) {
      const owner = { method: "GET", path: `${wabaId}?fields=owner_business_info`, token, operation: "waba" } as const;
      const business = await callGraph(graph, owner, ownerShape);
      if (!business.ok) return business;
      const id = business.value.owner_business_info?.id;
      if (id === undefined) return { ok: true, value: [] };
      const query = new URLSearchParams({ fields: "id", limit: String(SHARED), sort: "creation_time_descending" });
      const path = `${id}/client_whatsapp_business_accounts?${query}`;
      const shared = await callGraph(graph, { method: "GET", path, token, operation: "shared_wabas" }, idList);
      return shared.ok ? { ok: true, value: shared.value.data.map((one) => one.id) } : shared;
    },

    async readNumber(numberId, token) {
      const read = (fields: string) =>
        callGraph(
          graph,
          { method: "GET", path: `${numberId}?fields=${fields}`, token, operation: "phone_number" },
          numberShape,
        );
      let answer = await read(`${FIELDS},${LIMIT_FIELD}`);
      // Meta has renamed this one before, and refuses the whole read for a field that it doesn't have.
      if (!answer.ok && answer.code === INVALID_PARAMETER && answer.subcode !== HIDDEN) answer = await read(FIELDS);
      return answer.ok ? { ok: true, value: readFacts(answer.value) } : answer;
    },

    async isSubscribed(wabaId, token) {
      const path = `${wabaId}/subscribed_apps`;
      const answer = await callGraph(
        graph,
        { method: "GET", path, token, operation: "subscribed_apps" },
        subscribedApps,
      );
      if (!answer.ok) return answer;
      return { ok: true, value: answer.value.data.some((one) => one.whatsapp_business_api_data.id === app.id) };
    },

    subscribe: (wabaId, token) => done({ path: `${wabaId}/subscribed_apps`, token, operation: "subscribe" }),
    unsubscribe: (wabaId, token) =>
      done({ method: "DELETE", path: `${wabaId}/subscribed_apps`, token, operation: "unsubscribe" }),
    setCallback: (numberId, token, address) =>
      done({
        path: numberId,
        token,
        operation: "set_callback",
        body: {
          webhook_configuration: {
            override_callback_uri: address ?? "",
            ...(address === null ? {} : { verify_token: app.verifyToken }),
          },
        },
      }),
    register: (numberId, token, pin) =>
      done({
        path: `${numberId}/register`,
        token,
        operation: "register",
        body: { messaging_product: "whatsapp", pin },
      }),
    deregister: (numberId, token) => done({ path: `${numberId}/deregister`, token, operation: "deregister" }),
  };
}

function readToken(data: z.output<typeof tokenShape>["data"], appId: string): TokenFacts {
  const targets = data.granular_scopes
    .filter(({ scope }) => scope.startsWith("whatsapp_"))
    .flatMap(({ target_ids }) => target_ids);
  return {
    valid: data.is_valid,
    ours: data.app_id === appId,
    scopes: [...new Set([...data.scopes, ...data.granular_scopes.map(({ scope }) => scope)])],
    wabaIds: [...new Set(targets)],
    // 0 stands for never.
    expiresAt: data.expires_at ? new Date(data.expires_at * 1000) : null,
  };
}

function readFacts(number: z.output<typeof numberShape>): NumberFacts {
  const callbacks = number.webhook_configuration;
  return {
    displayPhone: number.display_phone_number,
    verifiedName: number.verified_name ?? null,
    qualityRating: number.quality_rating ?? null,
    registered: number.platform_type === "CLOUD_API",
    // The order in which Meta looks for the address of a delivery.
    callback: callbacks?.phone_number ?? callbacks?.whatsapp_business_account ?? callbacks?.application ?? null,
    ownCallback: callbacks?.phone_number ?? null,
    nameStatus: number.name_status ?? null,
    status: number.status ?? null,
    messagingLimit: number[LIMIT_FIELD] ?? null,
    onBusinessApp: number.is_on_biz_app ?? false,
  };
}
