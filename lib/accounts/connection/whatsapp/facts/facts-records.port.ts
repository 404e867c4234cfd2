import type { AccountRef } from "@/lib/accounts/account";
import type { AccountRecord } from "@/lib/accounts/account-view";
import type { KeptPin } from "../whatsapp-records.port";

/** A number of which Meta is to be asked. `until`: nobody else gets it before, and what names the claim. */
export type DueFacts = { record: AccountRecord; until: Date };

/** When Meta is asked for what it says of each connected number, on the row of the number itself. */
export type FactsRecords = {
  /** Takes a number that is due. Tenants take turns, and those in `except` are left alone; null: none is due. */
  claimFacts(now: Date, until: Date, except: readonly string[]): Promise<DueFacts | null>;
  /** Meta has answered: asked again at `nextAt`, or at once where somebody asked for it while it was claimed. */
  noteAnswer(due: DueFacts, nextAt: Date): Promise<void>;
  /** Meta has refused, or not answered: asked again after a while that grows with each try. */
  postpone(due: DueFacts, now: Date): Promise<void>;
  /**
   * Begins a registration that is due, and answers the PIN for it; null where none is due, no PIN is kept, or the phone
   * app is in use. The next one begins at `nextAt` at the earliest, also where nothing more is heard of this one.
   */
  beginRegistration(ref: AccountRef, now: Date, nextAt: Date): Promise<KeptPin | null>;
  /** Lets a number that is to be registered again wait until then. */
  postponeRegistration(ref: AccountRef, until: Date): Promise<void>;
};
