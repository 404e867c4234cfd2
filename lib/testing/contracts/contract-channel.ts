import type { Database } from "@/lib/adapters/prisma/shared/database";
import type { Channel, DeliveryState } from "@/lib/channels/inbound-message";
import type { SharedAccountPorts } from "@/lib/wiring/build-accounts";
import type { ChannelBinding } from "@/lib/wiring/channels";
import type { Owner } from "../ledger/ledger-fixtures";

export type CustomerWords = { id: string; from: string; name: string; text: string };

/** A request of ours to the vendor, and what is said back. */
export type VendorCall = { method: string; path: string; body: unknown };
export type VendorAnswer = { status: number; body: object };

/** What a call asks of the vendor; `key` is what went with a send. */
export type VendorWish =
  | { kind: "send"; from: string; to: string; text: string; key: string | null }
  | { kind: "typing" }
  | { kind: "other" };

/** All that the contract has to be told of a channel: how its provider speaks to us, and how its vendor is played. */
export type ContractChannel = {
  channel: Channel;
  /** A new tenant with one active account here, no credits, and a default reply that the AI writes. */
  makeOwner(database: Database): Promise<Owner>;
  /** What wiring binds, with the vendor at this address. */
  bind(vendorUrl: string, accounts: SharedAccountPorts): ChannelBinding;
  /** An address that nobody else writes from. */
  newCustomer(): string;
  /** The provider's own signed request that brings these words to an account. */
  delivery(externalId: string, words: readonly CustomerWords[], at: Date): Request;
  /** The same for what became of a send; null where the channel reports nothing. */
  status: ((externalId: string, of: { id: string; key: string; state: DeliveryState; at: Date }) => Request) | null;
  vendor: {
    read(call: VendorCall): VendorWish;
    accept(id: string): VendorAnswer;
    /** Refuses this customer for good; the account and its token are sound. */
    refuse: VendorAnswer;
  };
};
