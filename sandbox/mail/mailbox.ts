/** One mail as the page and the tests see it. `links` are the http addresses in its text, in order, each once. */
export type Mail = {
  id: number;
  /** ms since 1970 */
  at: number;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  links: string[];
};

/** More are not kept: the oldest go first. */
const keeps = 200;

/** Mails in memory only, newest last. */
export class Mailbox {
  private mails: Mail[] = [];
  private count = 0;
  private waiting: (() => void)[] = [];

  add(mail: Omit<Mail, "id" | "at" | "links">): Mail {
    this.count += 1;
    const kept = { ...mail, id: this.count, at: Date.now(), links: linksIn(mail.text) };
    this.mails = [...this.mails, kept].slice(-keeps);
    for (const wake of this.waiting.splice(0)) wake();
    return kept;
  }

  /** Those after the id `after`, to this address if one is given. */
  list({ to, after = 0 }: { to?: string; after?: number } = {}): Mail[] {
    return this.mails.filter((mail) => mail.id > after && (to === undefined || mail.to.includes(to.toLowerCase())));
  }

  get lastId(): number {
    return this.count;
  }

  clear(): void {
    this.mails = [];
  }

  /** The same as `list`, once there is something to list, or empty after `waitMs`. */
  async wait(wanted: { to?: string; after?: number }, waitMs: number): Promise<Mail[]> {
    const until = Date.now() + waitMs;
    for (;;) {
      const found = this.list(wanted);
      const left = until - Date.now();
      if (found.length > 0 || left <= 0) return found;
      await this.nextMail(left);
    }
  }

  private nextMail(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, withinMs);
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.waiting.push(done);
    });
  }
}

function linksIn(text: string): string[] {
  return [...new Set(text.match(/https?:\/\/[^\s<>"')]+/g) ?? [])];
}
