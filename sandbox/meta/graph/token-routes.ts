/**
 * Tokens (DOC/embedded-signup/implementation/): the exchange of a signup code, and `debug_token`.
 * Imitates the 30 seconds and the single use of a code, and granular scopes; not the signup dialog itself: a test makes
 * a code with `POST /_sandbox/codes`. Tokens never expire and have both WhatsApp scopes.
 */
import { randomBytes } from "node:crypto";
import * as z from "zod";
import { readControlBody } from "../../http/request-body";
import type { StandInRequest, StandInRoute } from "../../http/route";
import { GraphError, invalidParameter, invalidToken } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import { faultErrorBody, graphAnswer } from "./graph-route";

const codeLifeMs = 30_000;
const scopes = ["whatsapp_business_management", "whatsapp_business_messaging"];
const newCode = z.object({
  wabaIds: z.array(z.string().regex(/^\d+$/)).min(1),
  token: z.string().min(1).optional(),
  expiresInMs: z.number().int().min(0).optional(),
});

interface SignupCode {
  token: string;
  wabaIds: string[];
  until: number;
  used: boolean;
}

export function tokenRoutes(world: MetaWorld, app: { id: string; secret: string }): StandInRoute[] {
  const codes = new Map<string, SignupCode>();

  const exchange = ({ query }: StandInRequest) => {
    if (query.get("client_id") !== app.id) throw failed(101, "Error validating application. Invalid application ID.");
    if (query.get("client_secret") !== app.secret) throw failed(1, "Error validating client secret.");
    const code = codes.get(query.get("code") ?? "");
    if (!code) throw failed(100, "Invalid verification code format.");
    if (code.used) throw failed(100, "This authorization code has been used.", 36009);
    if (Date.now() > code.until) throw failed(100, "This authorization code has expired.", 36007);
    code.used = true;
    world.registerToken(code.token, code.wabaIds);
    return { access_token: code.token, token_type: "bearer" };
  };

  const debug = ({ headers, query }: StandInRequest) => {
    const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(headers.authorization ?? "")?.[1] ?? query.get("access_token");
    if (bearer !== `${app.id}|${app.secret}` && !world.wabasOfToken(bearer ?? "")) {
      throw invalidToken("Invalid OAuth access token signature.");
    }
    const input = query.get("input_token");
    if (!input) throw invalidParameter("The parameter input_token is required.");
    const wabaIds = world.wabasOfToken(input);
    if (!wabaIds) {
      const error = { code: 190, message: "Invalid OAuth access token." };
      return { data: { app_id: app.id, is_valid: false, scopes: [], error } };
    }
    return {
      data: {
        app_id: app.id,
        application: "Concierge",
        type: "SYSTEM_USER",
        is_valid: true,
        expires_at: 0,
        data_access_expires_at: 0,
        scopes,
        // The newest WABA first, as Meta lists them.
        granular_scopes: scopes.map((scope) => ({ scope, target_ids: [...wabaIds].reverse() })),
      },
    };
  };

  const route = (path: string, op: string, handle: (request: StandInRequest) => unknown): StandInRoute => ({
    method: "GET",
    pattern: new RegExp(`^/v\\d+\\.\\d+/${path}/?$`),
    op,
    errorBody: faultErrorBody,
    handle: (request) => graphAnswer(() => handle(request)),
  });

  return [
    route("oauth/access_token", "oauth", exchange),
    route("debug_token", "debug_token", debug),
    {
      method: "POST",
      pattern: /^\/_sandbox\/codes$/,
      op: "_sandbox",
      log: false,
      handle: async ({ body }) =>
        readControlBody(newCode, body, ({ wabaIds, token, expiresInMs = codeLifeMs }) => {
          const code = `AQ${randomBytes(24).toString("base64url")}`;
          const made = token ?? `EAA${randomBytes(24).toString("hex")}`;
          for (const id of wabaIds) world.waba(id);
          codes.set(code, { token: made, wabaIds, until: Date.now() + expiresInMs, used: false });
          return { status: 200, body: { code, token: made } };
        }),
    },
  ];
}

function failed(code: number, message: string, subcode?: number): GraphError {
  return new GraphError({ status: 400, code, message, subcode });
}
