import type { Account, BrokenBy } from "../accounts/account";
import type { SenderAddress } from "../channels/inbound-message";
import type { SendFailureGroup } from "../channels/whatsapp/graph-errors";

export type OutgoingReply = {
  account: Account;
  to: SenderAddress;
  text: string;
  /** `<turn id>:<attempt>`, at most 512 characters; comes back with each status. */
  callbackData: string;
};

/** The end of one send. `unknown` means that it may have left: only a status can tell. */
export type SendResult =
  | { kind: "accepted"; providerMessageId: string }
  /** `code` is null for a refusal that Meta's own error does not explain. */
  | { kind: "refused"; group: SendFailureGroup; code: number | null; tokenOwner: BrokenBy }
  /** Nothing left this machine: refused connection or no address. */
  | { kind: "unreached" }
  | { kind: "unknown" };

/** Sends one reply and never throws for what the vendor or the network did. */
export type SendReply = (reply: OutgoingReply) => Promise<SendResult>;
