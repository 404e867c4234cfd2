import type { Fault } from "../../http/fault-table";
import type { StandInAnswer, StandInRequest, StandInRoute } from "../../http/route";
import { GraphError, graphErrorBody } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";

/** A Graph request whose token is known. `id` is the object in the path, `wabaIds` what the token may act for. */
export interface GraphCall extends StandInRequest {
  id: string;
  wabaIds: ReadonlySet<string>;
}

/** The code that goes with a fault's HTTP status when the fault names none. */
function codeOfStatus(status: number): number {
  if (status === 401) return 190;
  if (status === 429) return 130429;
  return status >= 500 ? 131000 : 100;
}

/** Errors that a fault asked for, in Meta's shape. */
export function faultErrorBody({ status = 500, code, subcode }: Pick<Fault, "status" | "code" | "subcode">): unknown {
  const number = code ?? codeOfStatus(status);
  return graphErrorBody({ code: number, subcode, message: `(#${number}) The stand-in was told to fail` });
}

/** Turns a thrown GraphError into its answer; other errors are bugs and pass. */
export async function graphAnswer(handle: () => unknown): Promise<StandInAnswer> {
  try {
    return { status: 200, body: await handle() };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { status: error.failure.status, body: graphErrorBody(error.failure) };
  }
}

/** A route of the Graph API under any version prefix; `path` is a pattern behind it, its first group is the object's id. */
export function graphRoute(
  world: MetaWorld,
  method: string,
  path: string,
  op: StandInRoute["op"],
  handle: (call: GraphCall) => unknown,
): StandInRoute {
  return {
    method,
    pattern: new RegExp(`^/v\\d+\\.\\d+/${path}/?$`),
    op,
    errorBody: faultErrorBody,
    handle: (request) =>
      graphAnswer(() => {
        const wabaIds = world.authenticate(request.headers.authorization, request.query);
        return handle({ ...request, id: request.params[0] ?? "", wabaIds });
      }),
  };
}

/** Any other versioned path: Graph's code 2500 instead of a bare 404, so that a client under test reads what Meta would say. */
export function unknownPathRoutes(): StandInRoute[] {
  return ["GET", "POST", "DELETE"].map((method) => ({
    method,
    pattern: /^\/v\d+\.\d+(\/.*)?$/,
    op: "unknown",
    handle: ({ path }) =>
      graphAnswer(() => {
        const message = `Unknown path components: ${path.replace(/^\/v\d+\.\d+/, "") || "/"}`;
        throw new GraphError({ status: 400, code: 2500, message });
      }),
  }));
}
