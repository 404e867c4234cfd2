/**
 * The few messages of the Postgres frontend/backend protocol 3.0 that the listener reads or writes itself
 * (postgresql.org, "Frontend/Backend Protocol", chapter "Message Formats"). Everything else passes through unread.
 */

/** Request codes that stand where a start-up message has its protocol version. */
export const requestCode = { ssl: 80877103, gssEncryption: 80877104, cancel: 80877102 } as const;

/** A backend message: type letter, length, payload. */
export function backendMessage(type: string, ...payload: Buffer[]): Buffer {
  const body = Buffer.concat(payload);
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export const cString = (text: string): Buffer => Buffer.from(`${text}\0`, "utf8");

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A frontend message, `type` one letter. */
export const frontendMessage = backendMessage;

export const simpleQuery = (sql: string): Buffer => frontendMessage("Q", cString(sql));

export const syncMessage: Buffer = frontendMessage("S");

export function errorResponse(fields: { severity: string; code: string; message: string }): Buffer {
  const field = (letter: string, text: string) => Buffer.concat([Buffer.from(letter), cString(text)]);
  return backendMessage(
    "E",
    field("S", fields.severity),
    field("V", fields.severity),
    field("C", fields.code),
    field("M", fields.message),
    Buffer.from([0]),
  );
}

/**
 * The state letter of the last ReadyForQuery in a run of whole backend messages: `I` idle, `T` in a transaction,
 * `E` in a failed one; undefined if there is none.
 */
export function readyState(output: Buffer): string | undefined {
  let state: string | undefined;
  for (let at = 0; at + 5 <= output.length; at += 1 + output.readInt32BE(at + 1)) {
    if (output[at] === 0x5a) state = String.fromCharCode(output[at + 5] ?? 0);
  }
  return state;
}

/** The parameters of a start-up message, behind its length and protocol version. */
export function startUpParameters(message: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 8; at < message.length && message[at] !== 0; ) {
    const name = readCString(message, at);
    const value = readCString(message, name.next);
    found.set(name.text, value.text);
    at = value.next;
  }
  return found;
}

/** The text of the first error in a run of whole backend messages; undefined if there is none. */
export function errorText(output: Buffer): string | undefined {
  for (let at = 0; at + 5 <= output.length; at += 1 + output.readInt32BE(at + 1)) {
    if (output[at] !== 0x45) continue;
    const end = at + 1 + output.readInt32BE(at + 1);
    for (let field = at + 5; field < end && output[field] !== 0; ) {
      const { text, next } = readCString(output, field + 1);
      if (output[field] === 0x4d) return text;
      field = next;
    }
  }
  return undefined;
}

/** Whether a message may change who the session acts as, beyond the transaction that it is in. */
export function mayChangeRole(message: Buffer): boolean {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type !== "Q" && type !== "P") return false;
  const from = type === "P" ? readCString(message, 5).next : 5;
  return /\b(set\s+(session\s+|local\s+)?(role|session)|reset|discard)\b/i.test(message.toString("utf8", from));
}

/** The first zero-terminated string of a message's payload, and where the next field begins. */
function readCString(message: Buffer, from: number): { text: string; next: number } {
  const end = message.indexOf(0, from);
  if (end < 0) throw new Error("unterminated string in a protocol message");
  return { text: message.toString("utf8", from, end), next: end + 1 };
}

export type StatementUse = {
  kind: "parse" | "bind" | "describe" | "close";
  name: string;
  /** The same message with the statement's name changed. */
  renamed(name: string): Buffer;
};

/** Where a frontend message names a prepared statement (the unnamed one has the empty name); else undefined. */
export function statementUse(message: Buffer): StatementUse | undefined {
  const type = String.fromCharCode(message[0] ?? 0);
  const cut = (kind: StatementUse["kind"], from: number): StatementUse => {
    const { text, next } = readCString(message, from);
    return {
      kind,
      name: text,
      renamed: (name) => frontendMessage(type, message.subarray(5, from), cString(name), message.subarray(next)),
    };
  };
  if (type === "P") return cut("parse", 5);
  if (type === "B") return cut("bind", readCString(message, 5).next);
  const ofStatement = message[5] === 0x53;
  if (type === "D" && ofStatement) return cut("describe", 6);
  if (type === "C" && ofStatement) return cut("close", 6);
  return undefined;
}
