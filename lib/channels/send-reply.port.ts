import type { Channel, SenderAddress } from "./inbound-message";
import type { SendFailureGroup } from "./send-failure-group";

/** Whose token it is that a vendor refused. */
export type TokenOwner = "tenant" | "operator";

/** The account that a reply goes out from. */
export type SendingAccount = {
  id: string;
  /** Says which adapter sends for it. */
  channel: Channel;
  /** The channel's id of it (WhatsApp: `phone_number_id`). */
  externalId: string;
  /** The tenant's own token; null where the platform's speaks for it. */
  sealedToken: string | null;
};

export type OutgoingReply = {
  account: SendingAccount;
  to: SenderAddress;
  text: string;
  /** `<turn id>:<attempt>`, at most 512 characters; comes back with each status. */
  callbackData: string;
};

/** The end of one send. `unknown` means that it may have left: only a status can tell. */
export type SendResult =
  | { kind: "accepted"; providerMessageId: string }
  /** `code` is null for a refusal that the vendor's own error does not explain. */
  | { kind: "refused"; group: SendFailureGroup; code: number | null; tokenOwner: TokenOwner }
  /** Nothing left this machine: refused connection or no address. */
  | { kind: "unreached" }
  | { kind: "unknown" };

/** What a vendor that knows a send by our key (`callbackData`) says of it. `absent`: it never took it. */
export type AskedSend =
  | { kind: "accepted"; providerMessageId: string }
  | { kind: "absent" }
  /** No whole answer, or a vendor that can't be asked. */
  | { kind: "unknown" };

/** Asks for one reply, as it was sent, and never throws for what the vendor or the network did. */
export type AskSend = (reply: OutgoingReply) => Promise<AskedSend>;

/** Sends one reply and never throws for what the vendor or the network did. */
export type SendReply = (reply: OutgoingReply) => Promise<SendResult>;
