/** One request that a stand-in received; `status` is 0 and `answer` null for as long as none has been given. */
export type Call = {
  n: number;
  at: string;
  method: string;
  path: string;
  body: unknown;
  status: number;
  answer: unknown;
};

export type CallLog = {
  /** Written when the request arrives, so that a test can see a held call before it is answered. */
  open(call: Pick<Call, "method" | "path" | "body">): Call;
  all(): readonly Call[];
  clear(): void;
};

/** Keeps the newest `maxCalls` calls; `n` counts on over a clear, so that two readings can't be mixed up. */
export function createCallLog(maxCalls: number): CallLog {
  let calls: Call[] = [];
  let count = 0;
  return {
    open(call) {
      count += 1;
      const entry: Call = { n: count, at: new Date().toISOString(), ...call, status: 0, answer: null };
      calls.push(entry);
      // Dropping one by one from the front would copy the array for each call; a tenth at a time is cheap.
      if (calls.length > maxCalls * 1.1) calls = calls.slice(-maxCalls);
      return entry;
    },
    all: () => calls.slice(-maxCalls),
    clear() {
      calls = [];
    },
  };
}
