import type { AccountRecord } from "../account-view";
import type { AccountPorts, TokenCipher } from "./account-records.port";

/** Binds a sealed token to its account: copied to another row it doesn't open. */
const contextOf = (accountId: string): string[] => ["access-token", accountId];

export function sealToken(cipher: TokenCipher, accountId: string, token: string): string {
  return cipher.seal(token, contextOf(accountId));
}

/** Null when the key that sealed it is gone. */
export function openToken(cipher: TokenCipher, accountId: string, sealed: string): string | null {
  return cipher.open(sealed, contextOf(accountId));
}

/** The token that speaks for an account: its own where it has one, else the platform's. Null: its own can't be opened. */
export function tokenInForce(ports: Pick<AccountPorts, "cipher" | "platform">, record: AccountRecord): string | null {
  if (record.sealedToken === null) return ports.platform.token;
  return openToken(ports.cipher, record.view.id, record.sealedToken);
}
