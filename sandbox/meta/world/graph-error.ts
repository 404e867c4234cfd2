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

/** Code 190: no token, or one that Meta doesn't know. */
export function invalidToken(message: string, subcode?: number): GraphError {
  return new GraphError({ status: 401, code: 190, subcode, message });
}

/** Code 190, subcode 463. @param at Unix seconds */
export function expiredToken(at: number): GraphError {
  return invalidToken(
    `Error validating access token: Session has expired on ${new Date(at * 1000).toUTCString()}.`,
    463,
  );
}

const revocations = new Map<number, string>([
  [458, "The user has not authorized application."],
  [
    460,
    "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  ],
  [463, "Session has expired."],
  [467, "The session is invalid because the user logged out."],
]);

/** Code 190 with the subcode of a token that was good once: 458 app removed, 460 password, 463 expired, 467 invalid. */
export function revokedToken(subcode: number): GraphError {
  return invalidToken(
    `Error validating access token: ${revocations.get(subcode) ?? "The token is not valid."}`,
    subcode,
  );
}
