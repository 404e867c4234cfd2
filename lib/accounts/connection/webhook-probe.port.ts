/** Where a self-test waits for its own arrival, any instance may answer the door. */
export type NonceStore = {
  keep(nonce: string, value: string, seconds: number): Promise<void>;
  /** The value, once; null when there is none (any more). */
  take(nonce: string): Promise<string | null>;
};

export type ProbeAnswer =
  | { kind: "answered"; status: number }
  /** No such host, nobody listens, or the way is cut. */
  | { kind: "unreachable" }
  | { kind: "tls" }
  | { kind: "timeout" };

/** Posts a signed body to this app's own public address, the way Meta would. Never throws for what the network does. */
export type WebhookProbe = { probe(body: string): Promise<ProbeAnswer> };
