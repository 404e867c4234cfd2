import { dig } from "@/lib/channels/read-json";

/** Screens of Meta's window at which somebody may have stopped (WA/embedded-signup/errors); `unknown`: one that is new. */
export const CANCEL_SCREENS = [
  "BUSINESS_ACCOUNT_SELECTION",
  "WABA_PHONE_PROFILE_PICKER",
  "WHATSAPP_BUSINESS_PROFILE_SETUP",
  "PHONE_NUMBER_SETUP",
  "PHONE_NUMBER_VERIFICATION",
  "PERMISSIONS",
  "unknown",
] as const;
export type CancelScreen = (typeof CANCEL_SCREENS)[number];

/** What Meta's window says when it ends. Ids are hints from a browser; what the token may do is asked of Meta. */
export type SignupEvent =
  | { kind: "finished"; wabaId: string | null; numberId: string | null }
  | { kind: "cancelled"; at: CancelScreen }
  /** Meta's own text, the number of its error, and what its support asks for. */
  | { kind: "error"; said: string; errorId: string | null; sessionId: string | null };

/** Units of any text of Meta's that is kept. */
export const SAID_UNITS = 500;

/** A message of Meta's window, as JSON text or as an object; null for any other, and for those that end nothing. */
export function readSignupEvent(message: unknown): SignupEvent | null {
  const body = typeof message === "string" ? parse(message) : message;
  if (dig(body, "type") !== "WA_EMBEDDED_SIGNUP") return null;
  const event = dig(body, "event");
  const data = dig(body, "data");
  if (typeof event !== "string") return null;
  if (event.startsWith("FINISH")) {
    return { kind: "finished", wabaId: idOf(dig(data, "waba_id")), numberId: idOf(dig(data, "phone_number_id")) };
  }
  if (!event.startsWith("CANCEL") && !event.startsWith("ERROR")) return null;
  const said = textOf(dig(data, "error_message"));
  if (said === null && event.startsWith("CANCEL"))
    return { kind: "cancelled", at: screenOf(dig(data, "current_step")) };
  const errorId = shortOf(dig(data, "error_id")) ?? shortOf(dig(data, "error_code"));
  return { kind: "error", said: said ?? "", errorId, sessionId: shortOf(dig(data, "session_id")) };
}

/**
 * Whether a message comes from a page of Meta's: `accepted` are origins, each with the hosts below its own. Hosts are
 * compared label by label: `evilfacebook.com` ends like `facebook.com` and is another host.
 */
export function isAcceptedOrigin(origin: string, accepted: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return accepted.some((one) => {
    const { protocol, hostname, port } = new URL(one);
    const host = from.hostname === hostname || from.hostname.endsWith(`.${hostname}`);
    return host && from.protocol === protocol && from.port === port;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Facebook's own scripts post other texts through the same window.
    return null;
  }
}

const idOf = (value: unknown): string | null => {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{5,40}$/.test(text) ? text : null;
};

const textOf = (value: unknown): string | null => {
  if (typeof value !== "string") return null;
  return value.slice(0, SAID_UNITS).replace(/\s+/g, " ").trim() || null;
};

const shortOf = (value: unknown): string | null => {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^[\w.:-]{1,80}$/.test(text) ? text : null;
};

function screenOf(value: unknown): CancelScreen {
  return CANCEL_SCREENS.find((screen) => screen === value) ?? "unknown";
}
