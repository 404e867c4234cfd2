/** What a Graph error means for the send, the number and the account. */
export type SendFailureGroup =
  | "transient"
  | "throughput"
  | "pair"
  | "deregistered"
  | "auth"
  | "account"
  | "window"
  | "recipient"
  | "request";

/** The codes of DOC/support/error-codes (15 May 2026), by what has to be done about them. */
const CODES: Readonly<Record<SendFailureGroup, readonly number[]>> = {
  transient: [1, 2, 131000, 131016, 131057, 133004],
  throughput: [4, 80007, 130429],
  pair: [131056],
  deregistered: [133015],
  auth: [0, 3, 10, 190, 131005],
  account: [33, 368, 131031, 131037, 131042, 131045, 131048, 133005, 133006, 133008, 133009, 133010, 133016, 135000],
  window: [131047],
  recipient: [130472, 130497, 131021, 131026, 131030, 131049, 131050, 131062],
  request: [100, 131008, 131009, 131051, 131052, 131053, 131060],
};

const GROUP_OF = new Map(
  Object.entries(CODES).flatMap(([group, codes]) => codes.map((code) => [code, group as SendFailureGroup] as const)),
);

/**
 * The group of a Graph error that was answered as such. 200–299 are permission errors. An unknown code falls back to
 * its HTTP status: 5xx may pass, 401 and 403 are about the token, 429 about pace, anything else is ours to mend.
 */
export function sendFailureGroup(code: number, httpStatus: number): SendFailureGroup {
  const known = GROUP_OF.get(code);
  if (known) return known;
  if (code >= 200 && code <= 299) return "auth";
  if (httpStatus >= 500) return "transient";
  if (httpStatus === 401 || httpStatus === 403) return "auth";
  if (httpStatus === 429) return "throughput";
  return "request";
}
