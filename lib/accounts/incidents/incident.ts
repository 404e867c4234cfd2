import type { SendFailureGroup } from "@/lib/channels/send-failure-group";
import type { Account, BrokenBy } from "../account";

/** What a failure says about more than its own message. */
type IncidentCause = "auth" | "account" | "policy";

/** Null when the failure says nothing of that kind. */
export function incidentCause(group: SendFailureGroup): IncidentCause | null {
  return group === "auth" || group === "account" || group === "policy" ? group : null;
}

/** One failure that may be the number's and not the message's. */
export type IncidentFailure = {
  tenantId: string;
  accountId: string;
  /** The group of the failure, which `brokenReason` begins with. `moved`: Meta calls the number by another id now. */
  cause: IncidentCause | "moved";
  code: number | null;
  by: BrokenBy;
  /** From an answer to a send, or from what Meta tells by webhook, a `failed` status for one. */
  source: "send" | "webhook";
  /** When it failed: a status may come late, and again. */
  at: Date;
  now: Date;
};

/** `broke`: this failure made the number count as broken. `throttledUntil`: until when its turns wait. */
export type IncidentNoted = { broke: boolean; throttledUntil: Date | null };

/** Records of the pipeline that open and end incidents. */
export type IncidentRecords = {
  /** Opens the number's incident, or adds to the open one, and says what that means for its turns. */
  noteIncident(failure: IncidentFailure): Promise<IncidentNoted>;
  /**
   * Heals a number that was broken: a reply was `accepted` at `at`, or one that was sent at `at` was `delivered`. Where
   * replies were accepted and failed later, only the latter is proof.
   */
  healIncident(tenantId: string, accountId: string, proof: "accepted" | "delivered", at: Date): Promise<boolean>;
};

/** What made an incident count as broken; it heals by the same road. `news`: the channel said so of the account itself. */
export type ShownBy = "probe" | "customers" | "webhook" | "news";

/** So many customers' sends have to fail for the same cause within `FAILURE_WINDOW_MS`. */
const CUSTOMERS_TO_BREAK = 3;
export const FAILURE_WINDOW_MS = 600_000;

/** Waiting turns give the probe, which the sweep makes, the first word. */
const PROBE_GRACE_MS = 35_000;

const MINUTE_MS = 60_000;

/** The wait after a number's probe number `probes`, from 1, in ms: ten minutes of one each, then 15 and 60, then hourly. */
export function probePace(probes: number): number {
  if (probes <= 10) return MINUTE_MS;
  return probes === 11 ? 15 * MINUTE_MS : 60 * MINUTE_MS;
}

/** Until when the turns of a number wait that is probed next at `nextTryAt`. */
export function throttledForProbe(nextTryAt: Date, now: Date): Date {
  return new Date(Math.max(nextTryAt.getTime(), now.getTime()) + PROBE_GRACE_MS);
}

/** What one failure more makes of an open incident; null: it does not count as broken yet. */
export function shownAfterFailure(
  shownBy: ShownBy | null,
  source: IncidentFailure["source"],
  customers: number,
): ShownBy | null {
  if (shownBy !== null) return shownBy;
  // Meta has tried by itself before it says `failed`, and it knows its ids: that needs no second opinion.
  if (source === "webhook") return "webhook";
  return customers >= CUSTOMERS_TO_BREAK ? "customers" : null;
}

export type ProbeResult = "passed" | "failed" | "unanswered";

/** What follows from a probe. `turns`: whether waiting turns go on, wait for the next probe, or are left alone. */
export type AfterProbe = { end: "healed" | "broken" | "open"; turns: "go" | "wait" | "as_they_are" };

/** Longer than turns wait for one probe: by then, whoever could try again has. */
const TRIED_AGAIN_MS = 120_000;

/** The same trouble within this time of its healing is not told again, in ms. */
export const TOLD_FOR_MS = 3_600_000;

/**
 * A number that a probe broke is healed by one. Where customers' sends failed although the number could be read, a probe
 * that passes lets the turns try: an accepted reply heals, and so does a probe after which none of them failed. Only a
 * delivered reply heals what a webhook broke. What the channel said of the account is over when a look shows so: not at
 * once, for its books may follow its news.
 */
export function afterProbe(shownBy: ShownBy | null, quietMs: number, result: ProbeResult): AfterProbe {
  if (result === "unanswered") return { end: "open", turns: "as_they_are" };
  if (result === "failed") return { end: "broken", turns: "wait" };
  if (shownBy === "probe") return { end: "healed", turns: "go" };
  if (shownBy === "customers") return { end: quietMs > TRIED_AGAIN_MS ? "healed" : "open", turns: "go" };
  if (shownBy === "webhook") return { end: "open", turns: "as_they_are" };
  if (shownBy === "news") {
    return quietMs > TRIED_AGAIN_MS ? { end: "healed", turns: "go" } : { end: "open", turns: "as_they_are" };
  }
  return { end: quietMs > FAILURE_WINDOW_MS ? "healed" : "open", turns: "as_they_are" };
}

/** Whether a proof heals: of what came in later than the last failure, and by the road that it was broken by. */
export function heals(shownBy: ShownBy | null, proof: "accepted" | "delivered"): boolean {
  return proof === "delivered" || (shownBy !== "webhook" && shownBy !== "news");
}

export type DueProbe = {
  incidentId: string;
  account: Account;
  cause: string;
  /** How often it was probed, this time included; from 1. */
  probes: number;
};

export type ProbeEnd = AfterProbe & { broke: boolean };

/** Incidents that wait to be probed. They are looked for across tenants. */
export type ProbeRecords = {
  /** Takes one that is due and keeps it from others until `until`; null when none is. Tenants take turns. */
  claimProbe(now: Date, until: Date, except: readonly string[]): Promise<DueProbe | null>;
  noteProbe(probe: DueProbe, result: ProbeResult, nextTryAt: Date, now: Date): Promise<ProbeEnd>;
};
