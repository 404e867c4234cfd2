/** The switches that every HTTP stand-in of the sandbox has under `/_sandbox/`. */

export type Call = {
  n: number;
  at: string;
  method: string;
  path: string;
  body: unknown;
  /** 0 for as long as no answer was given. */
  status: number;
};

export type Fault = {
  op: string;
  kind: "error" | "delay" | "drop_before" | "drop_after" | "hold" | "duplicate" | "reorder";
  times?: number;
  status?: number;
  code?: number;
  ms?: number;
  when?: "before" | "after";
};

export class StandInControl {
  constructor(readonly url: string) {}

  calls(): Promise<Call[]> {
    return this.ask("GET", "/_sandbox/calls");
  }

  async forgetCalls(): Promise<void> {
    await this.ask("DELETE", "/_sandbox/calls");
  }

  async setFaults(...faults: Fault[]): Promise<void> {
    await this.ask("POST", "/_sandbox/faults", faults);
  }

  /** Forgets all faults and lets go what they hold. */
  async clearFaults(): Promise<void> {
    await this.ask("DELETE", "/_sandbox/faults");
  }

  /** Faults that have not happened yet. */
  faultsLeft(): Promise<Fault[]> {
    return this.ask("GET", "/_sandbox/faults");
  }

  /** Lets go what is held; `drop`: its connection dies, and what was held before its effect has none. */
  async release(how: "go" | "drop"): Promise<number> {
    const { released } = await this.ask<{ released: number }>("POST", "/_sandbox/release", { drop: how === "drop" });
    return released;
  }

  async ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
