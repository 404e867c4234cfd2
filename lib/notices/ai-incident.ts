import type { Clock } from "@/lib/core/clock";
import { describeError, UpstreamError, type VendorRefusal } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import type { SendMail } from "@/lib/core/send-mail.port";

/** The AI service refuses whatever this installation asks; `call` is what it refused first. */
export type AiIncident = VendorRefusal & { call: string; since: string };

/** Where the one open incident stands, for all processes. Throws UpstreamError when it can't be reached. */
export type AiIncidentStore = {
  /** True when none was open: then it is this one, and its teller's to tell. */
  open(incident: AiIncident): Promise<boolean>;
  read(): Promise<AiIncident | null>;
  /** Ends an incident that this call began; false when there is none of it. */
  close(call: string): Promise<boolean>;
};

export type AiIncidentPorts = {
  store: AiIncidentStore;
  sendMail: SendMail;
  /** Whose key it is; undefined: nobody can be written to, and log and readiness have to do. */
  operatorEmail: string | undefined;
  clock: Clock;
  log: Logger;
};

/** How often an answered call looks whether it ends an incident that another process opened, ms. */
const LOOK_EVERY_MS = 60_000;

/** The same refusal within this time is no news, ms: a service that answers some and refuses others would mail for each. */
const TOLD_FOR_MS = 3_600_000;

export type AiIncidents = {
  /** The same call, watched: a refusal opens the incident, an answer ends it. Never fails for the sake of watching. */
  watch<Args extends unknown[], Answer>(
    call: string,
    ask: (...args: Args) => Promise<Answer>,
  ): (...args: Args) => Promise<Answer>;
  /** The open incident. Null also when the store can't be reached. */
  read(): Promise<AiIncident | null>;
};

/** One incident for the operator, however many turns end by it: logged once, one mail, and a line of the readiness body. */
export function createAiIncidents({ store, sendMail, operatorEmail, clock, log }: AiIncidentPorts): AiIncidents {
  const lookAt = new Map<string, number>();
  /** What this process has logged and not seen answered since: a mail that fails opens the incident more than once. */
  const logged = new Set<string>();

  const mailedAt = new Map<string, number>();

  const refused = async (call: string, refusal: VendorRefusal): Promise<void> => {
    const incident = { ...refusal, call, since: clock.now().toISOString() };
    lookAt.set(call, 0);
    if (!(await store.open(incident))) return;
    if (!logged.has(call)) log.error("ai.refused", { ...refusal, call });
    logged.add(call);
    const now = clock.now().getTime();
    const told = `${call} ${refusal.status}`;
    if (operatorEmail === undefined || now - (mailedAt.get(told) ?? -TOLD_FOR_MS) < TOLD_FOR_MS) return;
    mailedAt.set(told, now);
    try {
      await sendMail({ to: operatorEmail, ...writeIncidentMail(incident) });
    } catch (error) {
      log.error("ai.incident_mail_failed", { error: describeError(error) });
      mailedAt.delete(told);
      // Opened anew, and told again, by the next refusal.
      await store.close(call);
    }
  };

  const answered = async (call: string): Promise<void> => {
    const now = clock.now().getTime();
    if (now < (lookAt.get(call) ?? 0)) return;
    lookAt.set(call, now + LOOK_EVERY_MS);
    logged.delete(call);
    if (await store.close(call)) log.info("ai.answers_again", { call });
  };

  /** Beside the call: neither an answer nor a failure waits for it. */
  const note = (work: Promise<void>): void => {
    work.catch((error: unknown) => log.warn("ai.incident_not_noted", { error: describeError(error) }));
  };

  return {
    watch: (call, ask) => {
      return async (...args) => {
        try {
          const answer = await ask(...args);
          note(answered(call));
          return answer;
        } catch (error) {
          if (error instanceof UpstreamError && error.refusal) note(refused(call, error.refusal));
          throw error;
        }
      };
    },
    async read() {
      try {
        return await store.read();
      } catch (error) {
        log.warn("ai.incident_unread", { error: describeError(error) });
        return null;
      }
    },
  };
}

const CURES: Readonly<Record<number, string>> = {
  401: "The key is wrong or was taken back. Set CLOUDFLARE_API_TOKEN (or AI_API_KEY) to one that is valid.",
  402: "The account has nothing left to pay with. Look at its billing.",
  403: "The key may not use this model. Give it the permission Workers AI, or another model.",
  404: "The account or the model is not known there. Check CLOUDFLARE_ACCOUNT_ID, AI_BASE_URL and the names of the models.",
  410: "The model is no longer offered. Set GENERATION_MODEL, CLASSIFIER_MODEL or EMBEDDING_MODEL to one that is.",
};

/** To whoever runs Concierge. Everything in it is a status, a name or a word of ours. */
function writeIncidentMail({ status, code, parameter, call }: VendorRefusal & { call: string }): {
  subject: string;
  text: string;
  html: string;
} {
  const facts = [`HTTP ${status}`, code && `code ${code}`, parameter && `parameter ${parameter}`].filter(Boolean);
  const lines = [
    `The AI service refuses what Concierge asks it (${call}): ${facts.join(", ")}.`,
    CURES[status] ?? "Check the account, its billing, and the names of the models.",
    "Until then customers get no AI replies; fixed replies go on. No customer sees an error.",
    "GET /api/health/ready shows this under incidents. It ends by itself with the first answer.",
  ];
  return {
    subject: "Concierge: the AI service refuses requests",
    text: lines.join("\n\n"),
    html: lines.map((line) => `<p>${line}</p>`).join("\n"),
  };
}
