import type { TokenCipher } from "../account-records.port";

/** Binds a sealed PIN to its account, and keeps it apart from a token. */
const contextOf = (accountId: string): string[] => ["two-step-pin", accountId];

export function sealPin(cipher: TokenCipher, accountId: string, pin: string): string {
  return cipher.seal(pin, contextOf(accountId));
}

/** Null when the key that sealed it is gone. */
export function openPin(cipher: TokenCipher, accountId: string, sealed: string): string | null {
  return cipher.open(sealed, contextOf(accountId));
}
