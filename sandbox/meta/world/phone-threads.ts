/**
 * The customers' phones: one thread per business number and customer, in memory only (message text must never reach
 * the data folder). Imitates ticks, the typing dots, and what the owner edits or takes back on the phone; not media, groups.
 * Directions are the business's: `in` is what the customer wrote, `out` is what the business sent.
 */

export type MessageState = "accepted" | "sent" | "delivered" | "read" | "failed";

export interface ThreadMessage {
  id: string;
  direction: "in" | "out";
  text: string;
  /** ISO 8601, milliseconds. */
  at: string;
  state: MessageState;
  callbackData?: string;
  /** The owner wrote it in the app on the phone, not through the API. */
  byOwner?: true;
}

export interface ThreadView {
  messages: ThreadMessage[];
  typing: boolean;
  open: boolean;
}

export type ThreadChange = { numberId: string; customer: string } & (
  | { kind: "message"; message: ThreadMessage }
  | { kind: "typing"; typing: boolean }
);

interface Thread {
  numberId: string;
  customer: string;
  messages: ThreadMessage[];
  typing: NodeJS.Timeout | undefined;
  open: boolean;
}

const rank: Record<MessageState, number> = { accepted: 0, sent: 1, delivered: 2, read: 3, failed: 4 };
/** DOC/typing-indicators: the dots end with the reply or after 25 s. */
const typingMs = 25_000;
/** The oldest go first beyond these, so that a long storm doesn't fill the memory. */
const maxMessagesPerThread = 500;
const maxThreads = 20_000;

export class PhoneThreads {
  private readonly threads = new Map<string, Thread>();
  private readonly threadOfMessage = new Map<string, Thread>();
  private readonly answered = new Set<string>();
  private readonly phoneOfUserId = new Map<string, string>();
  private readonly profiles = new Map<string, { name: string; username?: string }>();
  private readonly listeners = new Set<(change: ThreadChange) => void>();

  /** Calls `listener` on every change until the returned function is called. */
  subscribe(listener: (change: ThreadChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Remembers that a user id and a phone number are one person, so that both find one thread. */
  link(userId: string, phoneDigits: string): void {
    this.phoneOfUserId.set(userId, phoneDigits);
  }

  /** Remembers how a customer is called; `address` is a phone number in digits or a user id. */
  setProfile(address: string, profile: { name: string; username?: string }): void {
    this.profiles.set(address, profile);
    if (this.profiles.size > maxThreads) this.profiles.delete(this.profiles.keys().next().value ?? "");
  }

  /** How a customer who has written before is called. */
  profileOf(address: string): { name: string; username?: string } | undefined {
    return this.profiles.get(address) ?? this.profiles.get(this.customerOf(address));
  }

  /** The name of a customer's thread: the phone number in digits if known, else the user id. */
  customerOf(address: string): string {
    return this.phoneOfUserId.get(address) ?? address;
  }

  add(numberId: string, customer: string, message: ThreadMessage): void {
    const thread = this.thread(numberId, customer);
    thread.messages.push(message);
    this.threadOfMessage.set(message.id, thread);
    if (thread.messages.length > maxMessagesPerThread) this.forget(thread.messages.shift());
    if (message.direction === "out") {
      this.setTyping(thread, false);
      this.readByBusiness(thread, thread.messages.length - 1, false);
    }
    this.tell(thread, { kind: "message", message });
  }

  knows(messageId: string): boolean {
    return this.threadOfMessage.has(messageId);
  }

  /** Another text in place of a message's, which keeps its place. False for unknown ids. */
  rewrite(messageId: string, text: string): boolean {
    const thread = this.threadOfMessage.get(messageId);
    const message = thread?.messages.find(({ id }) => id === messageId);
    if (!thread || !message) return false;
    message.text = text;
    this.tell(thread, { kind: "message", message });
    return true;
  }

  /** Moves a message forward; an earlier state never overwrites a later one. Unknown ids are ignored. */
  advance(messageId: string, state: MessageState): void {
    const thread = this.threadOfMessage.get(messageId);
    const message = thread?.messages.find(({ id }) => id === messageId);
    if (!thread || !message) return;
    // The business may answer before its 200 was read: then the tick turns blue with the 200.
    const next = state === "delivered" && this.answered.delete(messageId) ? "read" : state;
    if (rank[next] <= rank[message.state]) return;
    message.state = next;
    this.tell(thread, { kind: "message", message });
  }

  /** The business read a message and all before it; with `typing` the dots show. Unknown ids are ignored. */
  markRead(messageId: string, typing: boolean): void {
    const thread = this.threadOfMessage.get(messageId);
    if (!thread) return;
    this.readByBusiness(thread, thread.messages.findIndex(({ id }) => id === messageId) + 1, true);
    if (typing) this.setTyping(thread, true);
  }

  /** Messages of a thread, oldest first; `after` is a message id of the thread or a time, both exclusive. */
  read(numberId: string, address: string, after?: string): ThreadView {
    const thread = this.threads.get(this.key(numberId, this.customerOf(address)));
    if (!thread) return { messages: [], typing: false, open: true };
    return { messages: this.since(thread, after), typing: thread.typing !== undefined, open: thread.open };
  }

  /** Whether the customer has the chat on screen; only then do replies become `read`. New threads are open. */
  isOpen(messageId: string): boolean {
    return this.threadOfMessage.get(messageId)?.open ?? true;
  }

  /** Opens or closes a chat; answers the ids of delivered replies that an opening makes read. */
  setOpen(numberId: string, address: string, open: boolean): string[] {
    const thread = this.thread(numberId, this.customerOf(address));
    thread.open = open;
    if (!open) return [];
    return thread.messages
      .filter(({ direction, state }) => direction === "out" && state === "delivered")
      .map(({ id }) => id);
  }

  close(): void {
    for (const thread of this.threads.values()) clearTimeout(thread.typing);
    this.listeners.clear();
  }

  private key(numberId: string, customer: string): string {
    return `${numberId}/${customer}`;
  }

  private thread(numberId: string, customer: string): Thread {
    const key = this.key(numberId, customer);
    const known = this.threads.get(key);
    if (known) return known;
    const made: Thread = { numberId, customer, messages: [], typing: undefined, open: true };
    this.threads.set(key, made);
    if (this.threads.size > maxThreads) this.forgetOldestThread();
    return made;
  }

  private forgetOldestThread(): void {
    for (const [key, thread] of this.threads) {
      clearTimeout(thread.typing);
      thread.messages.forEach((message) => {
        this.forget(message);
      });
      this.threads.delete(key);
      return;
    }
  }

  private forget(message: ThreadMessage | undefined): void {
    if (!message) return;
    this.threadOfMessage.delete(message.id);
    this.answered.delete(message.id);
  }

  private since(thread: Thread, after: string | undefined): ThreadMessage[] {
    if (!after) return [...thread.messages];
    const index = thread.messages.findIndex(({ id }) => id === after);
    if (index >= 0) return thread.messages.slice(index + 1);
    const time = /^\d+$/.test(after) ? Number(after) : Date.parse(after);
    return thread.messages.filter(({ at }) => Date.parse(at) > time);
  }

  private readByBusiness(thread: Thread, upTo: number, undeliveredToo: boolean): void {
    for (const message of thread.messages.slice(0, upTo)) {
      if (message.direction !== "in" || message.state === "read") continue;
      if (message.state === "sent" && !undeliveredToo) this.answered.add(message.id);
      else {
        message.state = "read";
        this.tell(thread, { kind: "message", message });
      }
    }
  }

  private setTyping(thread: Thread, typing: boolean): void {
    const was = thread.typing !== undefined;
    clearTimeout(thread.typing);
    thread.typing = typing ? setTimeout(() => this.setTyping(thread, false), typingMs) : undefined;
    thread.typing?.unref();
    if (was !== typing) this.tell(thread, { kind: "typing", typing });
  }

  private tell(
    thread: Thread,
    change: { kind: "message"; message: ThreadMessage } | { kind: "typing"; typing: boolean },
  ) {
    const { numberId, customer } = thread;
    for (const listener of this.listeners) listener({ numberId, customer, ...change });
  }
}
