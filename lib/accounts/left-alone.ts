import type { AuditStamp } from "@/lib/core/audit-stamp";

/**
 * `customers`: those whom an owner put there. Who asked for it themselves always has room; `stoppedShown` of them are
 * listed. `typedUnits`: the longest spelling of a phone number or user id that is looked at, in UTF-16 units.
 */
export const LEFT_ALONE_LIMITS = {
  customers: 1_000,
  stoppedShown: 1_000,
  noteCharacters: 200,
  typedUnits: 140,
} as const;

/** A customer whom a number never answers. */
export type LeftAlone = {
  /** As messages have it: a phone number in digits, or an id of WhatsApp's. */
  address: string;
  note: string | null;
  createdAt: Date;
  /** When they asked for no more answers themselves; null: it is the owner's wish alone. */
  stoppedAt: Date | null;
};

/**
 * What became of an entry that an owner takes off. `removed`: the customer is answered again. `kept`: the owner's wish is
 * gone, and the customer's own stays. `stopped`: it was the customer's own wish alone, which nobody said to lift, and stays.
 * `entry`: as it was, so that it can be brought back; `left`: as it stands now.
 */
export type LeftAloneRemoved =
  | { kind: "removed" | "stopped"; entry: LeftAlone }
  | { kind: "kept"; entry: LeftAlone; left: LeftAlone };

/** `there`: it was on the list before, and stays as it was. `full`: nothing was added. */
export type LeftAloneAdded = { kind: "added" | "there"; entry: LeftAlone } | { kind: "full"; most: number };

/**
 * The customers whom a number never answers, each call within one tenant. Null: there is no such connected number, or no
 * such customer on its list. What changes one writes its audit entry, without the address, in the same transaction.
 */
export type LeftAloneStore = {
  /** The newest first. */
  list(tenantId: string, accountId: string): Promise<LeftAlone[]>;
  add(stamp: AuditStamp, accountId: string, address: string, note: string | null): Promise<LeftAloneAdded | null>;
  changeNote(stamp: AuditStamp, accountId: string, address: string, note: string | null): Promise<LeftAlone | null>;
  /** Takes off what the owner put there; `liftsStop`: the customer asked to be answered again, and their own wish goes too. */
  remove(stamp: AuditStamp, accountId: string, address: string, liftsStop: boolean): Promise<LeftAloneRemoved | null>;
};

/**
 * Reads an address that a person typed: digits of a phone number in any usual spelling, or a user id; null for what is
 * neither. A number without its country is one of the country of `ownPhone`.
 */
export type ReadTypedAddress = (typed: string, ownPhone: string) => string | null;

export type LeftAlonePorts = { store: LeftAloneStore; readTypedAddress: ReadTypedAddress };
