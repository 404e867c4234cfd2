import type { StandInRoute } from "../../http/route";
import { StripeFailure } from "../objects/stripe-error";

/** Any other address of the API: 404 in Stripe's words, so that the SDK throws what it would throw there. */
export function unknownAddressRoutes(): StandInRoute[] {
  return ["GET", "POST", "DELETE"].map((method) => ({
    method,
    pattern: /^\/v[12]\//,
    op: "unknown",
    handle: async ({ path }) => {
      const message = `Unrecognized request URL (${method}: ${path}). The stand-in may not imitate it.`;
      return {
        status: 404,
        body: new StripeFailure(404, "invalid_request_error", undefined, message).body("req_unknown"),
      };
    },
  }));
}
