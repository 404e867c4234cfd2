/** What all of Stripe's addresses have in common: key, version, form, idempotency, `expand`, and errors in its shape. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type * as z from "zod";
import type { FaultTable } from "../../http/fault-table";
import type { StandInAnswer, StandInRequest, StandInRoute } from "../../http/route";
import { apiVersion, type Catalog } from "../objects/catalog";
import { errorBody, invalid, StripeFailure } from "../objects/stripe-error";
import { newId } from "../stripe-world";
import { readForm } from "./form-body";
import type { IdempotencyKeys } from "./idempotency";
import { readParameters } from "./parameters";

export type Operation = {
  /** Resource and what is done with it: the name that faults use. */
  op: string;
  method: "GET" | "POST" | "DELETE";
  pattern: RegExp;
  /** Refuses `payment_method_types`, which this version no longer takes, by its own code. */
  paysWith?: boolean;
  run(given: { ids: string[]; read<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> }): object;
};

export type ApiParts = {
  secretKey: string;
  keys: IdempotencyKeys;
  catalog: Catalog;
  faults(): FaultTable | undefined;
};

/**
 * Beside the faults of `op`, which happen before an operation is begun or after it has ended, those of `<op>:running` (hold,
 * error) meet it while its idempotency key is taken.
 */
export function apiRoute(operation: Operation, parts: ApiParts): StandInRoute {
  return {
    method: operation.method,
    pattern: operation.pattern,
    op: operation.op,
    errorBody: ({ status = 500 }) => ({ error: faultError(status) }),
    logBody: (body) => body,
    async handle(request) {
      const requestId = newId("req_", 14);
      const headers = { "request-id": requestId, "stripe-version": apiVersion };
      const answer = await run(operation, parts, request, requestId).catch((error: unknown): StandInAnswer => {
        if (!(error instanceof StripeFailure)) throw error;
        return { status: error.status, body: error.body(requestId) };
      });
      return { ...answer, headers: { ...headers, ...answer.headers } };
    },
  };
}

function faultError(status: number): Record<string, unknown> {
  const message = "The stand-in was told to fail";
  if (status === 429) return errorBody("invalid_request_error", "rate_limit", message);
  if (status === 402) return { ...errorBody("card_error", "card_declined", message), decline_code: "generic_decline" };
  return errorBody(status >= 500 ? "api_error" : "invalid_request_error", undefined, message);
}

async function run(
  operation: Operation,
  parts: ApiParts,
  request: StandInRequest,
  requestId: string,
): Promise<StandInAnswer> {
  checkHeaders(request.headers, parts.secretKey);
  const query = request.method === "POST" ? request.rawBody.toString("utf8") : request.query.toString();
  const form = wellFormed(query);
  if (operation.paysWith && "payment_method_types" in form) {
    const message =
      "The parameter payment_method_types is no longer supported. Use allowed_payment_method_types or excluded_payment_method_types.";
    throw invalid(message, "payment_method_types", "payment_method_types_no_longer_supported");
  }
  const wanted = "expand" in form && Array.isArray(form.expand) ? form.expand.map(String) : [];
  const work = (): StandInAnswer => {
    const found = operation.run({ ids: request.params, read: (schema) => readParameters(schema, form) });
    return { status: 200, body: parts.catalog.expand(found, wanted) };
  };
  const key = request.headers["idempotency-key"];
  if (request.method !== "POST" || typeof key !== "string" || key === "") return work();
  return parts.keys.once(key, `${request.method} ${request.path} ${JSON.stringify(form)}`, requestId, async () => {
    try {
      await meetFault(`${operation.op}:running`, parts.faults());
      return work();
    } catch (error) {
      // A refusal of the parameters is thrown on and thereby not kept; all others, server errors too, are answers like any.
      if (!(error instanceof StripeFailure) || (error.status < 500 && isValidation(error))) throw error;
      return { status: error.status, body: error.body(requestId) };
    }
  });
}

const isValidation = ({ code }: StripeFailure): boolean =>
  code?.startsWith("parameter_") === true || code === "url_invalid" || code === undefined;

async function meetFault(op: string, faults: FaultTable | undefined): Promise<void> {
  const fault = faults?.take(op);
  if (fault?.kind === "hold") await faults?.held(op);
  if (fault?.kind !== "error") return;
  throw new StripeFailure(fault.status ?? 500, "api_error", undefined, "The stand-in was told to fail");
}

function wellFormed(query: string): ReturnType<typeof readForm> {
  try {
    return readForm(query);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function checkHeaders(headers: IncomingHttpHeaders, secretKey: string): void {
  const given = Buffer.from(headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${secretKey}`);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    const message = given.length === 0 ? "You did not provide an API key." : "Invalid API Key provided.";
    throw new StripeFailure(401, "invalid_request_error", undefined, message);
  }
  const version = headers["stripe-version"];
  if (version !== undefined && version !== apiVersion) {
    throw invalid(`Invalid Stripe API version: ${version}. The stand-in imitates ${apiVersion} only.`);
  }
}

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
