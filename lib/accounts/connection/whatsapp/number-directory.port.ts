/** What Meta tells about a number. `callback` is the address in force: the number's own, else its WABA's, else the app's. */
export type NumberFacts = {
  displayPhone: string;
  verifiedName: string | null;
  qualityRating: string | null;
  registered: boolean;
  callback: string | null;
  /** The number's own address alone, if it has one. */
  ownCallback: string | null;
  /** Meta's words: `APPROVED`, `PENDING_REVIEW`, … and `CONNECTED`, `FLAGGED`, … */
  nameStatus: string | null;
  status: string | null;
  /** In Meta's word, `TIER_250` say: to how many people a business may write first in 24 hours, with all its numbers. */
  messagingLimit: string | null;
  /** Whether somebody still answers on the phone with WhatsApp Business: such a number is neither registered nor deregistered. */
  onBusinessApp: boolean;
};

/** A refusal in Meta's words: the codes of DOC/support/error-codes, whether it is about the token, and its text for people. */
export type Refused = { ok: false; code: number; subcode: number | null; tokenRefused: boolean; said: string | null };

export type Answer<Value> = { ok: true; value: Value } | Refused;

export type TokenFacts = {
  valid: boolean;
  /** Whether the token belongs to our Meta app: only then do the number's webhooks reach us. */
  ours: boolean;
  /** Meta renames them, and leaves out what it means by "all": hints for the words of an error, never a reason to refuse. */
  scopes: string[];
  /** WABAs that it names; empty does not say that it reaches none. */
  wabaIds: string[];
  /** Null: never, or Meta doesn't say. */
  expiresAt: Date | null;
};

export type ListedNumber = { id: string; displayPhone: string; verifiedName: string | null };

/**
 * Meta's books about numbers and who may speak for them. Refusals are values; no answer, a server error and too many
 * calls throw UpstreamError (retryable).
 */
export type NumberDirectory = {
  inspectToken(token: string): Promise<TokenFacts>;
  listNumbers(wabaId: string, token: string): Promise<Answer<ListedNumber[]>>;
  /** Where Meta says that a number is: a hint, as `TokenFacts.wabaIds` are. */
  wabasOfNumber(numberId: string, token: string): Promise<Answer<string[]>>;
  /**
   * WABAs that other businesses have shared lately with the one that has this WABA, the newest first, asked with its own
   * token. It names nobody's number: a place to look for whoever's own token can read one of them.
   */
  listSharedWabas(wabaId: string, token: string): Promise<Answer<string[]>>;
  readNumber(numberId: string, token: string): Promise<Answer<NumberFacts>>;
  isSubscribed(wabaId: string, token: string): Promise<Answer<boolean>>;
  subscribe(wabaId: string, token: string): Promise<Answer<null>>;
  unsubscribe(wabaId: string, token: string): Promise<Answer<null>>;
  /** Makes an address the number's own; null gives it back to its WABA and the app. */
  setCallback(numberId: string, token: string, address: string | null): Promise<Answer<null>>;
  /**
   * `pin`: six digits, the number's two-step code, set by this if it has none. A number that is registered already keeps
   * its code, and this succeeds with any.
   */
  register(numberId: string, token: string, pin: string): Promise<Answer<null>>;
  deregister(numberId: string, token: string): Promise<Answer<null>>;
};
