import { dig, isJsonObject } from "../read-json";
import type { SendFailureGroup } from "../send-failure-group";

export type GraphError = {
  /** Null when the answer holds an error without a code. */
  code: number | null;
  subcode: number | null;
  /** Meta's own word that the same call may succeed later. */
  isTransient: boolean;
};

/** The codes of DOC/support/error-codes (15 May 2026), and the Graph API's own for all its objects, by what has to be done. */
const CODES: Readonly<Record<SendFailureGroup, readonly number[]>> = {
  transient: [1, 2, 131000, 131016, 131057, 133004],
  throughput: [4, 17, 32, 613, 80007, 130429],
  pair: [131056],
  deregistered: [133015],
  auth: [0, 3, 10, 102, 190, 131005],
  account: [33, 803, 131037, 131042, 131045, 133005, 133006, 133008, 133009, 133010, 133016],
  policy: [368, 131031, 131048],
  window: [131047],
  recipient: [130472, 130497, 131021, 131026, 131030, 131049, 131050, 131062],
  request: [100, 131008, 131009, 131051, 131052, 131053, 131060, 135000],
};

/** With code 100: the object isn't there, or the token may not see it any more. Meta doesn't say which. */
const OBJECT_GONE = 33;

/** Groups that pass by themselves, each at a pace of its own. */
const PACED: ReadonlySet<SendFailureGroup> = new Set(["throughput", "pair", "deregistered"]);

const GROUP_OF = new Map(
  Object.entries(CODES).flatMap(([group, codes]) => codes.map((code) => [code, group as SendFailureGroup] as const)),
);

/** The `error` of a Graph answer (DOC/support/error-codes); null for a body that holds none. */
export function readGraphError(body: unknown): GraphError | null {
  const error = isJsonObject(body) ? dig(body, "error") : undefined;
  if (error === undefined || error === null) return null;
  if (!isJsonObject(error)) return { code: null, subcode: null, isTransient: false };
  const number = (field: string): number | null => {
    const value = dig(error, field);
    return typeof value === "number" && Number.isInteger(value) ? value : null;
  };
  return { code: number("code"), subcode: number("error_subcode"), isTransient: dig(error, "is_transient") === true };
}

/**
 * The group of a Graph error that was answered as such. 200–299 are permission errors. An unknown code falls back to
 * its HTTP status: 5xx may pass, 401 and 403 are about the token, 429 about pace, anything else is ours to mend. An
 * error without a code may pass, but for 401, which says by itself that the token is refused.
 */
export function sendFailureGroup({ code, subcode, isTransient }: GraphError, httpStatus: number): SendFailureGroup {
  const known = code === null ? undefined : GROUP_OF.get(code);
  if (known && PACED.has(known)) return known;
  if (isTransient) return httpStatus === 429 ? "throughput" : "transient";
  if (code === 100 && subcode === OBJECT_GONE) return "account";
  if (known) return known;
  if (code !== null && code >= 200 && code <= 299) return "auth";
  if (httpStatus === 429) return "throughput";
  if (code === null && httpStatus === 401) return "auth";
  if (code === null || httpStatus >= 500) return "transient";
  if (httpStatus === 401 || httpStatus === 403) return "auth";
  return "request";
}

/** The group of a `failed` status, which comes with a code alone; a code that we don't know is about its message. */
export function statusFailureGroup(code: number): SendFailureGroup {
  return sendFailureGroup({ code, subcode: null, isTransient: false }, 400);
}
