import type { StandInRoute } from "../../http/route";
import { GraphError } from "../world/graph-error";
import { graphAnswer } from "./graph-route";

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
