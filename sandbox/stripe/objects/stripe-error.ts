/** An answer of Stripe's that is an error (docs.stripe.com/api/errors). `fields` stand beside type, code and message. */
export class StripeFailure extends Error {
  constructor(
    readonly status: number,
    readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error",
    readonly code: string | undefined,
    message: string,
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  body(requestId: string): { error: Record<string, unknown> } {
    return { error: { ...errorBody(this.type, this.code, this.message), ...this.fields, request_id: requestId } };
  }
}

export function errorBody(type: string, code: string | undefined, message: string): Record<string, unknown> {
  return {
    ...(code !== undefined && { code, doc_url: `https://docs.stripe.com/error-codes#${code.replaceAll("_", "-")}` }),
    message,
    type,
  };
}

export function invalid(message: string, param?: string, code?: string): StripeFailure {
  return new StripeFailure(400, "invalid_request_error", code, message, param === undefined ? {} : { param });
}

/** 404 for an id in the path, 400 for one in a parameter, as Stripe does. */
export function missing(what: string, id: string, param?: string): StripeFailure {
  return new StripeFailure(
    param === undefined ? 404 : 400,
    "invalid_request_error",
    "resource_missing",
    `No such ${what}: '${id}'`,
    { param: param ?? "id" },
  );
}
