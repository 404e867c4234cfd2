import { AsyncLocalStorage } from "node:async_hooks";
import { createFairQueue, type FairQueue } from "@/lib/core/fair-queue";
import type { Logger } from "@/lib/core/log";
import type { PipelinePorts } from "./build-pipeline";

/**
 * What one process takes on at a time. Order of precedence: messages that come in, then statuses, then answers, which wait
 * in Redis at no cost. Over capacity a delivery is refused before its body is read, and Meta brings it again; all that was
 * taken in goes on to be answered, slower.
 */
export type Capacity = {
  /**
   * Lets a delivery through the server to its door, where it is admitted; `left` is to be called when its connection ends,
   * wherever it got to. False: over capacity, and it was not let through.
   */
  approach(pass: (left: () => void) => void): boolean;
  /**
   * Asked before a body is read, with its declared size, or the most that it may have. Null: over capacity. Whoever is
   * admitted must release. Strangers get this far, so it holds no place among the work yet.
   */
  admit(bytes: number): AdmittedDelivery | null;
  /** Steps of the database that applying statuses takes. */
  statuses: FairQueue;
  /** Steps of the database that answering takes. */
  answers: FairQueue;
  /** Turns that are being answered, waiting for a vendor included. */
  turns: FairQueue;
};

export type AdmittedDelivery = {
  /** Takes a place among the work, once the signature is known to be right. False: over capacity by now. */
  begin(statusesOnly: boolean): boolean;
  release(): void;
};

/** Deliveries that are worked on: between these, by what the last ones took. Just started, everything takes long. */
const DELIVERIES = { least: 4, first: 8, most: 64 } as const;
/** A delivery that took longer shows that too many are in flight. Meta's bar is under 1 % over a second. In ms. */
const SLOW_MS = 700;
/** Bodies that are being read: each is a connection and, until it is signed, a stranger's. */
const MOST_READ = 1_000;
/** What large bodies may hold together. Small ones are not asked, so that strangers' large ones can't keep them out. */
const LARGE = { from: 65_536, most: 24 * 1024 * 1024 } as const;
/** The event loop this late, in ms: no more than the least is taken in, and what is in flight gets done. */
const STALLED_MS = 500;
/** This late, or with this many deliveries in flight, answering makes way. */
const PRESSED = { lagMs: 100, deliveries: 6 } as const;
/** The database has ten connections: whatever answering and statuses do, some are left for what comes in. */
const ANSWERS = { calm: 5, pressed: 2 } as const;
const STATUSES = 3;
/** Each may hold 16 kB of messages and wait for an AI for half a minute. */
const TURNS = 64;
/** A line for each refusal would be work of its own: they are logged by number, so often at most. In ms. */
const LOGGED_MS = 10_000;

/** `lagMs` tells how late the event loop runs, in ms; `now` is a steady clock, in ms. */
export function createCapacity(lagMs: () => number, now: () => number, log: Pick<Logger, "warn">): Capacity {
  let limit: number = DELIVERIES.first;
  const onTheWay = new AsyncLocalStorage<() => void>();
  let approaching = 0;
  let read = 0;
  let largeBytes = 0;
  let inFlight = 0;
  let ofStatuses = 0;
  let loweredAt = Number.NEGATIVE_INFINITY;
  let refused = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  const room = (): number => (lagMs() > STALLED_MS ? DELIVERIES.least : Math.floor(limit));
  const full = (): boolean => inFlight >= room();
  const pressed = (): boolean => inFlight > PRESSED.deliveries || lagMs() > PRESSED.lagMs;

  /** Up by about one for each round of them that was quick, down by a tenth, not more often than they take effect. */
  const learn = (tookMs: number): void => {
    if (tookMs <= SLOW_MS) limit = Math.min(DELIVERIES.most, limit + 1 / limit);
    else if (now() - loweredAt > SLOW_MS / 4) {
      limit = Math.max(DELIVERIES.least, limit * 0.9);
      loweredAt = now();
    }
  };

  const noteRefusal = (): void => {
    refused += 1;
    if (now() - loggedAt < LOGGED_MS) return;
    log.warn("webhook.over_capacity", { refused, inFlight, lagMs: Math.round(lagMs()) });
    refused = 0;
    loggedAt = now();
  };

  return {
    approach(pass) {
      if (full() || approaching >= room()) {
        noteRefusal();
        return false;
      }
      let there = false;
      const leave = (): void => {
        if (!there) approaching -= 1;
        there = true;
      };
      approaching += 1;
      onTheWay.run(leave, () => pass(leave));
      return true;
    },
    admit(bytes) {
      onTheWay.getStore()?.();
      const large = bytes > LARGE.from ? bytes : 0;
      if (full() || read >= MOST_READ || (large > 0 && largeBytes + large > LARGE.most)) {
        noteRefusal();
        return null;
      }
      read += 1;
      largeBytes += large;
      let work: { since: number; statusesOnly: boolean } | null = null;
      let released = false;
      return {
        begin(statusesOnly) {
          if (full() || (statusesOnly && ofStatuses >= Math.floor(limit / 2))) {
            noteRefusal();
            return false;
          }
          inFlight += 1;
          if (statusesOnly) ofStatuses += 1;
          work = { since: now(), statusesOnly };
          return true;
        },
        release() {
          if (released) return;
          released = true;
          read -= 1;
          largeBytes -= large;
          if (!work) return;
          inFlight -= 1;
          if (work.statusesOnly) ofStatuses -= 1;
          learn(now() - work.since);
        },
      };
    },
    statuses: createFairQueue(() => STATUSES),
    answers: createFairQueue(() => (pressed() ? ANSWERS.pressed : ANSWERS.calm)),
    turns: createFairQueue(() => TURNS),
  };
}

/** Steps that belong to a delivery; all others are answering. */
const OF_A_DELIVERY = new Set<string>([
  "bindAccounts",
  "findAccounts",
  "recordInbound",
] satisfies (keyof PipelinePorts["records"])[]);
const OF_A_STATUS = new Set<string>(["applyStatuses"] satisfies (keyof PipelinePorts["records"])[]);

/** The same records, each step in its queue; tenants take turns. */
export function queueRecords(
  records: PipelinePorts["records"],
  { answers, statuses }: Pick<Capacity, "answers" | "statuses">,
): PipelinePorts["records"] {
  return new Proxy(records, {
    get(target, name) {
      const step: unknown = Reflect.get(target, name);
      if (typeof step !== "function" || OF_A_DELIVERY.has(String(name))) return step;
      const queue = OF_A_STATUS.has(String(name)) ? statuses : answers;
      return (...given: unknown[]) => queue.run(tenantOf(given[0]), () => Reflect.apply(step, target, given));
    },
  });
}

/** Steps name the tenant first, by itself or in what they are about; those of the sweep look across tenants. */
function tenantOf(first: unknown): string {
  if (typeof first === "string") return first;
  if (typeof first === "object" && first !== null && "tenantId" in first) return String(first.tenantId);
  return "";
}

const TICK_MS = 100;

/** How late the event loop runs, in ms: the last tick's lateness, fading over a second. Costs ten timers a second. */
export function watchEventLoop(): () => number {
  let lag = 0;
  let last = performance.now();
  setInterval(() => {
    const at = performance.now();
    lag = Math.max(at - last - TICK_MS, lag * 0.7);
    last = at;
  }, TICK_MS).unref();
  return () => Math.max(lag, performance.now() - last - TICK_MS);
}
