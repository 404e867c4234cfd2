/**
 * What Meta knows about businesses: WABAs, their phone numbers, and which token may act for which WABA.
 * Imitates ownership and registration; not verification, quality, limits, payment or business portfolios.
 * Numbers, WABAs and tokens outlive a restart (world-file.ts); no message text ever gets here.
 */
import { invalidToken, unreachableObject } from "./graph-error";

/** A callback that takes precedence over the app's (DOC/webhooks/override). */
export interface CallbackOverride {
  url: string;
}

export interface PhoneNumber {
  id: string;
  displayPhoneNumber: string;
  verifiedName: string;
  wabaId: string;
  registered: boolean;
  pin?: string;
  callback?: CallbackOverride;
}

export interface Waba {
  id: string;
  name: string;
  subscribed: boolean;
  callback?: CallbackOverride;
}

export interface WorldRecord {
  numbers: PhoneNumber[];
  wabas: Waba[];
  tokens: { token: string; wabaIds: string[] }[];
}

export interface NewNumber {
  id: string;
  displayPhoneNumber?: string;
  verifiedName?: string;
  wabaId?: string;
  registered?: boolean;
  subscribed?: boolean;
}

export const demoNumber = {
  id: "200000000000001",
  displayPhoneNumber: "+1 555 010 0001",
  verifiedName: "Demo Salon",
} as const;

/** A made-up display number for an id that nobody described. */
function inventDisplayNumber(id: string): string {
  const digits = id.slice(-7).padStart(7, "0");
  return `+1 555 ${digits.slice(0, 3)} ${digits.slice(3)}`;
}

export class MetaWorld {
  readonly numbers = new Map<string, PhoneNumber>();
  readonly wabas = new Map<string, Waba>();
  private readonly tokens = new Map<string, Set<string>>();

  constructor(
    readonly platformWabaId: string,
    platformToken: string,
    record: WorldRecord | undefined,
    private readonly save: (record: WorldRecord) => void,
  ) {
    for (const waba of record?.wabas ?? []) this.wabas.set(waba.id, waba);
    for (const number of record?.numbers ?? []) this.numbers.set(number.id, number);
    for (const { token, wabaIds } of record?.tokens ?? []) this.tokens.set(token, new Set(wabaIds));
    this.platformToken = platformToken;
    this.waba(platformWabaId, { subscribed: true });
    if (!this.numbers.has(demoNumber.id)) this.putNumber(demoNumber);
  }

  private readonly platformToken: string;

  /** Writes the record down. Whoever changes a number or WABA in place calls this afterwards. */
  changed(): void {
    this.save({
      numbers: [...this.numbers.values()],
      wabas: [...this.wabas.values()],
      tokens: [...this.tokens].map(([token, wabaIds]) => ({ token, wabaIds: [...wabaIds] })),
    });
  }

  /** The WABA with this id; made if it isn't there yet. */
  waba(id: string, { subscribed = false } = {}): Waba {
    const known = this.wabas.get(id);
    if (known) return known;
    const made: Waba = { id, name: id === this.platformWabaId ? "Concierge platform" : `Business ${id}`, subscribed };
    this.wabas.set(id, made);
    return made;
  }

  /** Makes a number or changes the named traits of a known one. `subscribed` is a trait of its WABA. */
  putNumber(given: NewNumber): PhoneNumber {
    const known = this.numbers.get(given.id);
    const number: PhoneNumber = {
      ...known,
      id: given.id,
      displayPhoneNumber: given.displayPhoneNumber ?? known?.displayPhoneNumber ?? inventDisplayNumber(given.id),
      verifiedName: given.verifiedName ?? known?.verifiedName ?? `Business ${given.id.slice(-4)}`,
      wabaId: given.wabaId ?? known?.wabaId ?? this.platformWabaId,
      registered: given.registered ?? known?.registered ?? true,
    };
    const waba = this.waba(number.wabaId);
    if (given.subscribed !== undefined) waba.subscribed = given.subscribed;
    this.numbers.set(number.id, number);
    this.changed();
    return number;
  }

  /** The number with this id; one nobody described joins the platform WABA, registered. */
  ensureNumber(id: string): PhoneNumber {
    return this.numbers.get(id) ?? this.putNumber({ id });
  }

  registerToken(token: string, wabaIds: string[]): void {
    this.tokens.set(token, new Set(wabaIds));
    for (const id of wabaIds) this.waba(id);
    this.changed();
  }

  /** The WABAs a token may act for; undefined for a token Meta doesn't know. */
  wabasOfToken(token: string): ReadonlySet<string> | undefined {
    if (token !== this.platformToken) return this.tokens.get(token);
    return new Set([this.platformWabaId]);
  }

  /** Reads `Authorization: Bearer …` or `access_token=`; throws GraphError 190 without a known token. */
  authenticate(authorization: string | undefined, query: URLSearchParams): ReadonlySet<string> {
    const token = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(authorization ?? "")?.[1]?.trim() ?? query.get("access_token");
    if (!token) throw invalidToken("An access token is required to request this resource.");
    const wabaIds = this.wabasOfToken(token);
    if (!wabaIds) throw invalidToken("Invalid OAuth access token - Cannot parse access token");
    return wabaIds;
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
