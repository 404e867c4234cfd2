/**
 * Tokens (WA/embedded-signup/implementation/, WA/access-tokens): the exchange of a signup code, app tokens, and
 * `debug_token`. A code lives 30 seconds and works once; each token has scopes, an end and perhaps WABAs of its own.
 * Not imitated: users' tokens and their exchange for longer ones, refreshing, `system_user_access_tokens`.
 */
import type { StandInRequest, StandInRoute } from "../../http/route";
import type { CodeBook } from "../signup/code-book";
import { GraphError, invalidParameter, invalidToken } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import { bearerOf, openRoute } from "./graph-route";
import type { Fields } from "./request-fields";

export function tokenRoutes(world: MetaWorld, codes: CodeBook, app: { id: string; secret: string }): StandInRoute[] {
  const appToken = `${app.id}|${app.secret}`;

  const exchange = (_request: StandInRequest, fields: Fields) => {
    if (fields.get("client_id") === undefined) throw failed(101, "Missing client_id parameter.");
    if (String(fields.get("client_id")) !== app.id) {
      throw failed(101, "Error validating application. Cannot get application info due to a system error.");
    }
    if (fields.get("client_secret") === undefined) throw failed(1, "Missing client_secret parameter.");
    if (fields.get("client_secret") !== app.secret) throw failed(1, "Error validating client secret.");
    if (fields.get("grant_type") === "client_credentials") return { access_token: appToken, token_type: "bearer" };
    const code = fields.get("code");
    if (typeof code !== "string" || code === "") throw failed(1, "Missing authorization code");
    // The SDK's dialog has no address to come back to; whoever names one speaks of another dialog.
    if (fields.get("redirect_uri")) {
      throw failed(
        100,
        "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
        36008,
      );
    }
    const token = codes.redeem(code);
    const seconds = token.expiresAt - Math.floor(Date.now() / 1000);
    return {
      access_token: token.token,
      token_type: "bearer",
      ...(token.expiresAt === 0 ? {} : { expires_in: seconds }),
    };
  };

  const debug = ({ headers }: StandInRequest, fields: Fields) => {
    const bearer = bearerOf(headers.authorization, fields) ?? "";
    if (bearer !== appToken && !world.token(bearer)) throw invalidToken("Invalid OAuth access token signature.");
    const input = fields.get("input_token");
    if (typeof input !== "string" || input === "") throw invalidParameter("The parameter input_token is required.");
    if (input === appToken) {
      return { data: { app_id: app.id, type: "APP", application: "Concierge", is_valid: true, scopes: [] } };
    }
    const token = world.token(input);
    if (!token) {
      const error = { code: 190, message: "Invalid OAuth access token." };
      return { data: { app_id: app.id, is_valid: false, scopes: [], error } };
    }
    const problem = world.tokenProblem(token)?.failure;
    // The newest WABA first, as Meta lists them.
    const targets = [...world.readableWabas(token)].reverse();
    return {
      data: {
        app_id: app.id,
        application: "Concierge",
        type: "SYSTEM_USER",
        is_valid: problem === undefined,
        ...(problem ? { error: { code: problem.code, subcode: problem.subcode, message: problem.message } } : {}),
        expires_at: token.expiresAt,
        data_access_expires_at: 0,
        scopes: token.scopes,
        granular_scopes: token.scopes.map((scope) => ({
          scope,
          ...(token.targetIds ? { target_ids: targets } : {}),
        })),
        user_id: "122000000000001",
      },
    };
  };

  return [
    openRoute("GET", "oauth/access_token", "oauth", exchange),
    openRoute("POST", "oauth/access_token", "oauth", exchange),
    openRoute("GET", "debug_token", "debug_token", debug),
  ];
}

function failed(code: number, message: string, subcode?: number): GraphError {
  return new GraphError({ status: 400, code, message, subcode });
}
