/**
 * Graph API errors as Meta words them (DOC/support/error-codes):
 * `{error:{message, type, code, error_subcode?, error_data?:{messaging_product, details}, fbtrace_id}}`.
 * Not imitated: `error_user_title`, `error_user_msg`, `is_transient`, and Meta's HTTP status per code in every case.
 */
import { randomBytes } from "node:crypto";

export interface GraphFailure {
  /** HTTP status of the answer. */
  status: number;
  code: number;
  subcode?: number;
  message: string;
  details?: string;
}

export class GraphError extends Error {
  constructor(readonly failure: GraphFailure) {
    super(failure.message);
    this.name = "GraphError";
  }
}

/** The JSON body of a failed Graph call. Code 190 and the 200s are OAuthException, as on Meta's page. */
export function graphErrorBody({ code, subcode, message, details }: Omit<GraphFailure, "status">) {
  return {
    error: {
      message,
      type: "OAuthException",
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(details === undefined ? {} : { error_data: { messaging_product: "whatsapp", details } }),
      fbtrace_id: `A${randomBytes(16).toString("base64url")}`,
    },
  };
}

/** Code 100: a parameter is missing or wrong. `details` names it. */
export function invalidParameter(message: string, details?: string): GraphError {
  return new GraphError({ status: 400, code: 100, message: `(#100) ${message}`, details: details ?? message });
}

/** Code 100, subcode 33: the object isn't there, or the token may not see it; Meta doesn't say which. */
export function unreachableObject(id: string, verb: "get" | "post" | "delete"): GraphError {
  const message =
    `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing ` +
    "permissions, or does not support this operation";
  return new GraphError({ status: 400, code: 100, subcode: 33, message });
}

/** Code 190: no token, or one that Meta doesn't know (any more). */
export function invalidToken(message: string): GraphError {
  return new GraphError({ status: 401, code: 190, message });
}
