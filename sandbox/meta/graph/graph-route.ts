import { createHmac } from "node:crypto";
import type { Fault } from "../../http/fault-table";
import type { StandInAnswer, StandInRequest, StandInRoute } from "../../http/route";
import { GraphError, graphErrorBody, invalidParameter } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import type { AccessToken } from "../world/world-record";
import { type Fields, requestFields } from "./request-fields";
import { anyVersion, checkVersion } from "./versions";

/** A Graph request whose token is known. `id` is the object in the path, `wabaIds` what the token may act for. */
export interface GraphCall extends StandInRequest {
  id: string;
  token: AccessToken;
  wabaIds: ReadonlySet<string>;
  fields: Fields;
}

/** The code that goes with a fault's HTTP status when the fault names none. */
function codeOfStatus(status: number): number {
  if (status === 401) return 190;
  if (status === 429) return 130429;
  return status >= 500 ? 131000 : 100;
}

/** Errors that a fault asked for, in Meta's shape. */
function faultErrorBody({ status = 500, code, subcode }: Pick<Fault, "status" | "code" | "subcode">): unknown {
  const number = code ?? codeOfStatus(status);
  return graphErrorBody({ code: number, subcode, message: `(#${number}) The stand-in was told to fail` });
}

/** Turns a thrown GraphError into its answer; other errors are bugs and pass. */
async function graphAnswer(handle: () => unknown): Promise<StandInAnswer> {
  try {
    return { status: 200, body: await handle() };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { status: error.failure.status, body: graphErrorBody(error.failure) };
  }
}

/** The token of a call: `Authorization: Bearer …`, or the parameter `access_token`; null without one. */
export function bearerOf(authorization: string | undefined, fields: Fields): string | null {
  const given = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(authorization ?? "")?.[1]?.trim() ?? fields.get("access_token");
  return typeof given === "string" && given !== "" ? given : null;
}

/** A route that needs no access token: under any living version or none; errors and faults in Meta's shape. */
export function openRoute(
  method: string,
  path: string,
  op: StandInRoute["op"],
  handle: (request: StandInRequest, fields: Fields) => unknown,
): StandInRoute {
  return {
    method,
    pattern: new RegExp(`^${anyVersion}/${path}/?$`),
    op,
    errorBody: faultErrorBody,
    handle: (request) =>
      graphAnswer(async () => {
        checkVersion(request.path);
        return handle(request, await requestFields(request));
      }),
  };
}

/** Makes routes of the Graph API; the first group of `path`, a pattern behind the version, is the object's id. */
export function graphRoutes(world: MetaWorld, appSecret: string) {
  return (method: string, path: string, op: StandInRoute["op"], handle: (call: GraphCall) => unknown): StandInRoute =>
    openRoute(method, path, op, (request, fields) => {
      const bearer = bearerOf(request.headers.authorization, fields);
      const token = world.authenticate(bearer);
      checkProof(fields.get("appsecret_proof"), token.token, appSecret);
      const id = request.params[0] ?? "";
      return handle({ ...request, id, token, fields, wabaIds: world.readableWabas(token) });
    });
}

export type GraphRoute = ReturnType<typeof graphRoutes>;

/** A proof may be left out; a wrong one is refused (https://developers.facebook.com/docs/graph-api/guides/secure-requests). */
function checkProof(proof: unknown, token: string, appSecret: string): void {
  if (proof === undefined) return;
  if (proof === createHmac("sha256", appSecret).update(token).digest("hex")) return;
  throw new GraphError({
    status: 400,
    code: 100,
    message: "Invalid appsecret_proof provided in the API argument",
  });
}

/** The traits that were asked for plus the id, or the usual ones. @throws GraphError 100 for a trait that isn't there */
export function shownFields(
  node: string,
  id: string,
  all: ReadonlyMap<string, unknown>,
  asked: readonly string[],
): object {
  const unknown = asked.find((name) => name !== "id" && !all.has(name));
  if (unknown !== undefined) {
    throw invalidParameter(`Tried accessing nonexisting field (${unknown}) on node type (${node})`);
  }
  const shown = asked.map((name) => [name, all.get(name)] as const).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(shown), id };
}

/** Any other path: Graph's code 2500 instead of a bare 404, so that a client under test reads what Meta would say. */
export function unknownPathRoutes(): StandInRoute[] {
  return ["GET", "POST", "DELETE"].map((method) => ({
    method,
    pattern: /^\/(?!_sandbox|page\/).*$/,
    op: "unknown",
    handle: ({ path }) =>
      graphAnswer(() => {
        checkVersion(path);
        const message = `Unknown path components: ${path.replace(/^\/v\d+\.\d+/, "") || "/"}`;
        throw new GraphError({ status: 400, code: 2500, message });
      }),
  }));
}
