/**
 * What Meta knows about businesses: WABAs, their phone numbers, and which token may act for which WABA.
 * Imitates ownership, registration, the state of names, quality, limits, bans, payment and the owner's phone app; not the
 * checks of Meta's people, nor what a limit would count. All of it outlives a restart (world-file.ts); no message gets here.
 */
import { expiredToken, invalidToken, revokedToken, unreachableObject } from "./graph-error";
import {
  type AccessToken,
  type NewNumber,
  type NewToken,
  newNumber,
  newToken,
  newWaba,
  type PhoneNumber,
  type Waba,
  type WorldRecord,
} from "./world-record";

export const demoNumber = {
  id: "200000000000001",
  displayPhoneNumber: "+1 555 010 0001",
  verifiedName: "Demo Salon",
} as const;

/** The portfolio that owns the app. */
export const partnerBusinessId = "600000000000000";

/** A made-up display number for an id that nobody described. */
function inventDisplayNumber(id: string): string {
  const digits = id.slice(-7).padStart(7, "0");
  return `+1 555 ${digits.slice(0, 3)} ${digits.slice(3)}`;
}

export class MetaWorld {
  readonly numbers = new Map<string, PhoneNumber>();
  readonly wabas = new Map<string, Waba>();
  private readonly tokens = new Map<string, AccessToken>();

  constructor(
    readonly platformWabaId: string,
    private readonly platformToken: string,
    record: WorldRecord | undefined,
    private readonly save: (record: WorldRecord) => void,
  ) {
    for (const waba of record?.wabas ?? []) this.wabas.set(waba.id, waba);
    for (const number of record?.numbers ?? []) this.numbers.set(number.id, number);
    for (const token of record?.tokens ?? []) this.tokens.set(token.token, token);
    this.waba(platformWabaId, { subscribed: true }).businessId = partnerBusinessId;
    if (!this.numbers.has(demoNumber.id)) this.putNumber(demoNumber);
  }

  /** Writes the record down. Whoever changes a number, WABA or token in place calls this afterwards. */
  changed(): void {
    this.save({
      numbers: [...this.numbers.values()],
      wabas: [...this.wabas.values()],
      tokens: [...this.tokens.values()],
    });
  }

  /** The WABA with this id; made if it isn't there yet. */
  waba(id: string, { subscribed = false } = {}): Waba {
    const known = this.wabas.get(id);
    if (known) return known;
    const made = newWaba(id, id === this.platformWabaId ? "Concierge platform" : `Business ${id}`, subscribed);
    this.wabas.set(id, made);
    return made;
  }

  /** Makes a number or changes the named traits of a known one. `subscribed` is a trait of its WABA. */
  putNumber({ subscribed, ...given }: NewNumber): PhoneNumber {
    const known = this.numbers.get(given.id);
    const traits = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const number = newNumber({
      displayPhoneNumber: inventDisplayNumber(given.id),
      verifiedName: `Business ${given.id.slice(-4)}`,
      wabaId: this.platformWabaId,
      registered: true,
      ...known,
      ...traits,
      id: given.id,
    });
    const waba = this.waba(number.wabaId);
    if (subscribed !== undefined) waba.subscribed = subscribed;
    this.numbers.set(number.id, number);
    this.changed();
    return number;
  }

  /** The number with this id; one nobody described joins the platform WABA, registered. */
  ensureNumber(id: string): PhoneNumber {
    return this.numbers.get(id) ?? this.putNumber({ id });
  }

  numbersOf(wabaId: string): PhoneNumber[] {
    return [...this.numbers.values()].filter((number) => number.wabaId === wabaId);
  }

  registerToken(given: NewToken): AccessToken {
    const made = newToken(given);
    this.tokens.set(made.token, made);
    for (const id of made.wabaIds) this.waba(id);
    this.changed();
    return made;
  }

  /** All tokens but the platform's, which is a setting and can't be taken back here. */
  givenTokens(): AccessToken[] {
    return [...this.tokens.values()];
  }

  /** A token as it was given out, revoked and expired ones too; undefined for one Meta doesn't know. */
  token(token: string): AccessToken | undefined {
    if (token !== this.platformToken) return this.tokens.get(token);
    return newToken({ token, wabaIds: [this.platformWabaId] });
  }

  /** Whether a token is of no use any more, and the error that says so. */
  tokenProblem(token: AccessToken): ReturnType<typeof invalidToken> | undefined {
    if (token.revoked !== undefined) return revokedToken(token.revoked);
    return token.expiresAt !== 0 && token.expiresAt * 1000 <= Date.now() ? expiredToken(token.expiresAt) : undefined;
  }

  /** The token of a call; throws GraphError 190 without a known and living one. */
  authenticate(token: string | null): AccessToken {
    if (!token) throw invalidToken("An access token is required to request this resource.");
    const known = this.token(token);
    if (!known) throw invalidToken("Invalid OAuth access token - Cannot parse access token");
    const problem = this.tokenProblem(known);
    if (problem) throw problem;
    return known;
  }

  /** The WABAs a token may act for now: those that were granted and not taken back. */
  readableWabas(token: AccessToken): ReadonlySet<string> {
    return new Set(token.wabaIds.filter((id) => !this.wabas.get(id)?.lost));
  }

  /** The number, if it exists and the token may act for it; else GraphError 100/33. */
  visibleNumber(id: string, wabaIds: ReadonlySet<string>, verb: "get" | "post" | "delete"): PhoneNumber {
    const number = this.numbers.get(id);
    if (!number || !wabaIds.has(number.wabaId)) throw unreachableObject(id, verb);
    return number;
  }

  /** The WABA, if it exists and the token may act for it; else GraphError 100/33. */
  visibleWaba(id: string, wabaIds: ReadonlySet<string>, verb: "get" | "post" | "delete"): Waba {
    const waba = this.wabas.get(id);
    if (!waba || !wabaIds.has(id)) throw unreachableObject(id, verb);
    return waba;
  }
}
