import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

export type EncryptionKey = { id: string; key: Buffer };

/** Seals short texts with AES-256-GCM. What is sealed for one context does not open in another. */
export type TextCipher = {
  seal(text: string, context: readonly string[]): string;
  /** Null when the key is gone, the context differs, or the value was changed. */
  open(sealed: string, context: readonly string[]): string | null;
};

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The first key seals, all of them open: a key is rotated by putting the new one in front. */
export function createTextCipher(keys: readonly EncryptionKey[]): TextCipher {
  const [current] = keys;
  if (!current) throw new Error("at least one encryption key is needed");
  return {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", current.key, iv);
      cipher.setAAD(associatedData(current.id, context));
      const body = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `${current.id}.${body.toString("base64url")}`;
    },
    open(sealed, context) {
      const dot = sealed.indexOf(".");
      const key = keys.find((candidate) => candidate.id === sealed.slice(0, dot));
      const body = Buffer.from(sealed.slice(dot + 1), "base64url");
      if (!key || body.length < IV_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv("aes-256-gcm", key.key, body.subarray(0, IV_BYTES));
      decipher.setAAD(associatedData(key.id, context));
      decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
      try {
        const text = decipher.update(body.subarray(IV_BYTES, body.length - TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}

/** Length-prefixed, so that no two lists of parts give the same bytes. */
function associatedData(keyId: string, context: readonly string[]): Buffer {
  return Buffer.from([keyId, ...context].map((part) => `${Buffer.byteLength(part)}:${part}`).join("|"));
}

/**
 * Names a conversation without telling whose it is. One name per key, the current one first: after a rotation the
 * older names still find what was buffered under them. Without a thread it is the name of before there were threads, so
 * that what waits over an upgrade is found; no thread can make that name, since it begins with a digit.
 */
export function createConversationNames(
  keys: readonly EncryptionKey[],
): (accountId: string, customer: string, thread: string | null) => [string, ...string[]] {
  const secrets = keys.map((entry) => Buffer.from(hkdfSync("sha256", entry.key, "", "conversation-name", 32)));
  return (accountId, customer, thread) => {
    const whole = `${accountId.length}:${accountId}`;
    const named = thread === null ? `${whole}${customer}` : `thread ${whole}${customer.length}:${customer}${thread}`;
    const [first, ...rest] = secrets.map((secret) => createHmac("sha256", secret).update(named).digest("base64url"));
    if (first === undefined) throw new Error("at least one encryption key is needed");
    return [first, ...rest];
  };
}
