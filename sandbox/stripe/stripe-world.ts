/** Everything this stand-in holds. Who changes a record calls `changed`, which keeps it for the next start. */
import { randomBytes } from "node:crypto";
import type * as Records from "./records";

const keyLifeMs = 24 * 3600 * 1000;
/** Events reach back so far (docs.stripe.com/api/events). */
const eventLifeSeconds = 30 * 24 * 3600;
const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An id as Stripe's look: a prefix and letters that nobody guesses. */
export function newId(prefix: string, length = 24): string {
  const random = randomBytes(length);
  return prefix + Array.from(random, (byte) => letters[byte % letters.length]).join("");
}

export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

export class StripeWorld {
  readonly customers: Map<string, Records.CustomerRecord>;
  readonly methods: Map<string, Records.MethodRecord>;
  readonly intents: Map<string, Records.IntentRecord>;
  readonly charges: Map<string, Records.ChargeRecord>;
  readonly refunds: Map<string, Records.RefundRecord>;
  readonly disputes: Map<string, Records.DisputeRecord>;
  readonly sessions: Map<string, Records.SessionRecord>;
  readonly invoices: Map<string, Records.InvoiceRecord>;
  readonly portals: Map<string, Records.PortalRecord>;
  readonly events: Map<string, Records.EventRecord>;
  /** The first answer to each idempotency key. */
  readonly keys: Map<string, Records.KeptAnswer>;
  /** By object: fields (dots between levels) that the API shall show otherwise than they are. */
  readonly alterations: Map<string, Record<string, unknown>>;
  /** Where this stand-in is reached: addresses of its pages start with it. Set once it listens. */
  url = "";

  constructor(
    kept: Records.WorldRecord | undefined,
    private readonly save: (read: () => Records.WorldRecord) => void = () => undefined,
  ) {
    const byId = <Row extends { id: string }>(rows: readonly Row[] = []) => new Map(rows.map((row) => [row.id, row]));
    this.customers = byId(kept?.customers);
    this.methods = byId(kept?.methods);
    this.intents = byId(kept?.intents);
    this.charges = byId(kept?.charges);
    this.refunds = byId(kept?.refunds);
    this.disputes = byId(kept?.disputes);
    this.sessions = byId(kept?.sessions);
    this.invoices = byId(kept?.invoices);
    this.portals = byId(kept?.portals);
    this.events = byId(kept?.events.filter(({ created }) => created > nowInSeconds() - eventLifeSeconds));
    const fresh = (kept?.keys ?? []).filter(({ at }) => Date.now() - at < keyLifeMs);
    this.keys = new Map(fresh.map((one) => [one.key, one]));
    this.alterations = new Map((kept?.alterations ?? []).map(({ id, set }) => [id, set]));
  }

  changed(): void {
    this.save(() => this.record());
  }

  private record(): Records.WorldRecord {
    return {
      customers: [...this.customers.values()],
      methods: [...this.methods.values()],
      intents: [...this.intents.values()],
      charges: [...this.charges.values()],
      refunds: [...this.refunds.values()],
      disputes: [...this.disputes.values()],
      sessions: [...this.sessions.values()],
      invoices: [...this.invoices.values()],
      portals: [...this.portals.values()],
      events: [...this.events.values()],
      keys: [...this.keys.values()],
      alterations: [...this.alterations].map(([id, set]) => ({ id, set })),
    };
  }
}
