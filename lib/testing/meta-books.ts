import type { Answer, NumberDirectory, NumberFacts, Refused } from "../accounts/number-directory";

const refused: Refused = { ok: false, code: 100, tokenRefused: false };
const tokenRefused: Refused = { ok: false, code: 190, tokenRefused: true };

type BookNumber = { wabaId: string; facts: NumberFacts };

/** Meta's books in memory: which token may act for which WABAs, and what was asked, in order. */
export class MetaBooks implements NumberDirectory {
  readonly tokens = new Map<string, string[]>();
  readonly numbers = new Map<string, BookNumber>();
  readonly subscribed = new Set<string>();
  readonly asked: string[] = [];
  readonly foreignTokens = new Set<string>();

  addNumber(numberId: string, wabaId: string, facts: Partial<NumberFacts> = {}): void {
    const plain = {
      displayPhone: `+${numberId}`,
      verifiedName: "Salon",
      qualityRating: "GREEN",
      registered: true,
      callback: null,
    };
    this.numbers.set(numberId, { wabaId, facts: { ...plain, ...facts } });
  }

  async inspectToken(token: string) {
    const wabaIds = this.tokens.get(token);
    const ours = !this.foreignTokens.has(token);
    return { valid: wabaIds !== undefined, ours, scoped: true, wabaIds: wabaIds ?? [] };
  }

  async listNumberIds(wabaId: string, token: string): Promise<Answer<string[]>> {
    const own = [...this.numbers].filter(([, number]) => number.wabaId === wabaId).map(([id]) => id);
    return this.may(token, wabaId, own);
  }

  async readNumber(numberId: string, token: string): Promise<Answer<NumberFacts>> {
    const number = this.numbers.get(numberId);
    return number ? this.may(token, number.wabaId, number.facts) : refused;
  }

  async isSubscribed(wabaId: string, token: string): Promise<Answer<boolean>> {
    return this.may(token, wabaId, this.subscribed.has(wabaId));
  }

  async subscribe(wabaId: string, token: string): Promise<Answer<null>> {
    return this.act("subscribe", wabaId, wabaId, token, () => this.subscribed.add(wabaId));
  }

  async unsubscribe(wabaId: string, token: string): Promise<Answer<null>> {
    return this.act("unsubscribe", wabaId, wabaId, token, () => this.subscribed.delete(wabaId));
  }

  async setCallback(numberId: string, token: string, address: string | null): Promise<Answer<null>> {
    return this.change("callback", numberId, token, { callback: address });
  }

  async register(numberId: string, token: string): Promise<Answer<null>> {
    return this.change("register", numberId, token, { registered: true });
  }

  async deregister(numberId: string, token: string): Promise<Answer<null>> {
    return this.change("deregister", numberId, token, { registered: false });
  }

  private change(what: string, numberId: string, token: string, facts: Partial<NumberFacts>): Answer<null> {
    const number = this.numbers.get(numberId);
    if (!number) return refused;
    return this.act(what, numberId, number.wabaId, token, () => Object.assign(number.facts, facts));
  }

  private act(what: string, id: string, wabaId: string, token: string, effect: () => unknown): Answer<null> {
    this.asked.push(`${what} ${id}`);
    const answer = this.may(token, wabaId, null);
    if (answer.ok) effect();
    return answer;
  }

  private may<Value>(token: string, wabaId: string, value: Value): Answer<Value> {
    const wabaIds = this.tokens.get(token);
    if (!wabaIds) return tokenRefused;
    return wabaIds.includes(wabaId) ? { ok: true, value } : refused;
  }
}
