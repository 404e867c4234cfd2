/** What the load generator is told, and what it tells back: both travel between two processes as JSON. */

/**
 * `open`: so many webhooks a second, however slow the answers are. `closed`: so many messages in flight, the next when one
 * has its 200, or when Meta's stand-in was sent its reply.
 */
export type LoadShape =
  | { kind: "open"; perSecond: number; statusesPerMessage: number; warmPerSecond: number }
  | { kind: "closed"; inFlight: number; until: "taken" | "replied" };

export type LoadPlan = {
  /** Whole addresses of the webhook. A delivery goes to one of them in turns, or to each where `toEach` says so. */
  urls: string[];
  toEach: boolean;
  /** Ids of the numbers that customers write to, in turns. */
  numberIds: string[];
  appSecret: string;
  /** Meta's stand-in, which knows what was sent; null: nothing is sent. */
  graphUrl: string | null;
  shape: LoadShape;
  /** Messages that each customer writes one after the other, each in a delivery of its own. */
  burst: number;
  text: string;
  warmSeconds: number;
  seconds: number;
  /** What gets no 200 is brought again after so many ms, then after twice as many …; null: never. */
  bringAgainMs: number | null;
  /** How long after the end of the load a delivery is brought again, at most. */
  giveUpSeconds: number;
};

/** The first try of a delivery. `status` 0: no answer came. Times in ms; `at` counts from 1970. */
export type LoadAnswer = { kind: "message" | "status"; warm: boolean; status: number; ms: number; at: number };

/** `taken`: it had a 200, from each address where it was brought to each. */
export type LoadMessage = { id: string; from: string; at: number; warm: boolean; taken: boolean };

/** A text that Meta's stand-in accepted; `at` is when the call came in, in ms from 1970. */
export type GraphSend = { to: string; at: number; id: string; callbackData: string; numberId: string };

export type LoadReport = {
  answers: LoadAnswer[];
  messages: LoadMessage[];
  broughtAgain: number;
  /** Statuses for which no sent message was at hand: of one that had all of its own, or of a stranger. */
  repeatedStatuses: number;
  /** How late the generator itself was: 99 of 100 deliveries left within so many ms of their time. */
  generatorLateMs: number;
  /** When the measured part began and ended, in ms from 1970. */
  beganAt: number;
  endedAt: number;
};

/** To the generator: a plan to carry out, or what was sent since it began. */
export type LoadRequest = { ask: "load"; plan: LoadPlan } | { ask: "sends" };
export type LoadReply = { report: LoadReport } | { sends: GraphSend[] } | { failed: string } | { ready: true };
