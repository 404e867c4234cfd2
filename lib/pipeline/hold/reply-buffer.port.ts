/** A turn that holds this many messages, or this many bytes of sealed text, is due at once; later ones open the next. */
export const FULL_TURN = { messages: 100, bytes: 16_384 } as const;

/**
 * So many turns of one conversation wait at most. Every step reads the whole conversation: without an end to it, one
 * customer who writes thousands of messages would keep Redis from everybody else. What comes on top opens no turn.
 */
export const FULL_QUEUE_TURNS = 20;

/** Nothing stays in Redis longer than this, whatever happens to the servers. */
export const KEY_LIFE_MS = 24 * 60 * 60 * 1000;

/** The longest that a customer who goes on writing is kept waiting: three times the quiet time. */
export function maximumHoldMs(waitSeconds: number): number {
  return 3 * waitSeconds * 1000;
}

/** A customer message as it waits: sealed, so that the buffer's store never sees a word of it. */
export type BufferedMessage = { messageId: string; sealed: string; bytes: number };

/** The new messages of one conversation, from one delivery. */
export type ConversationBatch = {
  conversation: string;
  tenantId: string;
  accountId: string;
  waitSeconds: number;
  messages: readonly BufferedMessage[];
  /** One fresh id for each message, used for the turns that have to be opened. They also make a repeat recognisable. */
  turnIds: readonly string[];
};

/** A message that its customer changed while it waits. */
export type BufferedChange = {
  conversation: string;
  message: BufferedMessage;
  /** When it was changed, ms since 1970: of two changes the later one stands, in whatever order they come. */
  at: number;
};

/** `too_late`: a send has begun, and what it says can't be taken back. */
export type ChangeEnd = "changed" | "absent" | "too_late";

/**
 * Whether the caller still holds the turn as it claimed it. `changed`: it holds the turn, but a customer has changed a
 * message since; what was made of the old words must not be used, and the turn has to be claimed anew.
 */
export type Hold = "held" | "changed" | "lost";

/** What the fence answers. `paused`: a person is at work, for this customer or the whole account; nothing may be sent. */
export type Fence = Hold | "paused";

/** A turn that the caller opened or filled: the caller has to be there at `dueAt` (ms since 1970). */
export type WakeUp = { turnId: string; dueAt: number };

/** `wakeUps`: the turns that the caller opened or filled. `full`: ids of messages that the conversation has no room for. */
export type Appended = { wakeUps: WakeUp[]; full: string[] };

/** A turn under a lease. Counters are those of the send protocol; see `send-protocol.ts`. */
export type ClaimedTurn = {
  turnId: string;
  tenantId: string;
  accountId: string;
  messages: readonly BufferedMessage[];
  /** How often its messages were changed before this claim. */
  version: number;
  /** The last attempt whose fence was passed and whose end is not known; 0 when none was, or its failure is known. */
  begun: number;
  /** The attempt whose unknown end has been waited out; 0 when none. */
  held: number;
  /** How long it was held, in ms; its life grows by that. */
  heldMs: number;
  /** How often this turn was put off after a known failure. */
  tries: number;
  /** The sealed reply, once it is written or the first fence is passed: a retry sends the same text. */
  draft: string | null;
  /** Whether the draft was written by the AI. */
  generated: boolean;
  /** The provider's id of an accepted send that could not be recorded yet. */
  accepted: string | null;
};

export type Claim =
  | { kind: "claimed"; turn: ClaimedTurn }
  | { kind: "busy"; until: number }
  | { kind: "not_due"; dueAt: number }
  | { kind: "gone" };

export type Postponement = {
  dueAt: number;
  /** Left as it stands when absent: the fence may have raised it since the claim. */
  begun?: number;
  held?: number;
  heldMs?: number;
  /** True after a known failure: counts towards the back-off. */
  countTry?: boolean;
};

/**
 * Where bursts wait. One conversation is a queue of turns; only its head is ever claimed, so the turns of one
 * conversation run in order, one at a time. Every step may be repeated with the same effect. All times are ms since
 * 1970. A store that can't be reached throws UpstreamError.
 */
export type ReplyBuffer = {
  /** Adds messages, each id once while its turn is open. One answer per batch, in order. */
  append(batches: readonly ConversationBatch[], now: number): Promise<Appended[]>;
  /**
   * Puts other content in the place of messages that wait, and drops the draft that was made of the old. Their ids stay,
   * so that a message that is delivered again is still known.
   */
  change(changes: readonly BufferedChange[]): Promise<ChangeEnd[]>;
  /** Takes the head turn if it is due and nobody holds it. The same token claims again what it holds. */
  claim(conversation: string, token: string, now: number, leaseMs: number): Promise<Claim>;
  /** Makes the lease last `leaseMs` from now. `begun` lowers the fence after a failure that is known. */
  renew(claim: ClaimRef, now: number, leaseMs: number, begun?: number): Promise<Hold>;
  /** Keeps what the AI wrote, so that it is never asked twice for the same words. */
  keepDraft(claim: ClaimRef, draft: string): Promise<Hold>;
  /** The fence: unless it answers `held` nothing may be sent. Keeps the draft. */
  beginSend(fence: SendFence, now: number, leaseMs: number): Promise<Fence>;
  /**
   * Lets nothing of these conversations pass the fence before `until` (null: from now on again). It reaches those that are
   * open: a turn that is opened later reads the pause from the records, where it has to be written first.
   */
  pauseConversations(conversations: readonly string[], until: number | null): Promise<void>;
  /** The same for all of an account. */
  pauseAccount(accountId: string, until: number | null, now: number): Promise<void>;
  /**
   * Keeps the provider's id of an accepted send, for whoever claims next. Needs no lease: that the customer has the
   * answer is true whoever holds the turn by now. False when the turn is gone.
   */
  noteAccepted(conversation: string, turnId: string, providerMessageId: string): Promise<boolean>;
  /** Gives the lease back and makes the turn due later; false when the lease was no longer ours. */
  postpone(conversation: string, turnId: string, token: string, to: Postponement): Promise<boolean>;
  /**
   * Erases a closed turn, for the holder of its lease only: to another it is still at work. Returns when the next turn of
   * the conversation is due, or null when none waits.
   */
  ack(conversation: string, turnId: string, token: string): Promise<number | null>;
  /** Conversations whose head was due, or whose lease ended, before `before`; the longest overdue first. */
  overdue(before: number, limit: number): Promise<string[]>;
  /** When the next head is due or the next lease ends; null when nothing waits. */
  nextDueAt(): Promise<number | null>;
  /** What of these is still there: ids of turns and of messages, over all given names of the conversation. */
  holds(conversations: readonly string[]): Promise<{ turnIds: Set<string>; messageIds: Set<string> }>;
};

/** A turn as it was claimed. */
export type ClaimRef = { conversation: string; turnId: string; token: string; version: number };

export type SendFence = ClaimRef & { accountId: string; attempt: number; draft: string };

/** The name of a customer's conversation in one thread, if the channel has threads, followed by its names under older keys. */
export type ConversationNames = (accountId: string, customer: string, thread: string | null) => [string, ...string[]];
