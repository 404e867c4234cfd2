import type { TokenCipher } from "../account-records.port";

/** Meta's code for a PIN that is not the number's. */
export const PIN_MISMATCH = 133005;

/** Its codes once there were too many tries: ten registrations in 72 hours are the most. */
export const TOO_MANY_TRIES: ReadonlySet<number> = new Set([133008, 133009, 133016]);

/** Binds a sealed PIN to its account, and keeps it apart from a token. */
const contextOf = (accountId: string): string[] => ["two-step-pin", accountId];

export function sealPin(cipher: TokenCipher, accountId: string, pin: string): string {
  return cipher.seal(pin, contextOf(accountId));
}

/** Null when the key that sealed it is gone. */
export function openPin(cipher: TokenCipher, accountId: string, sealed: string): string | null {
  return cipher.open(sealed, contextOf(accountId));
}
