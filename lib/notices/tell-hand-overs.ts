import type { Clock } from "@/lib/core/clock";
import { describeError } from "@/lib/core/errors";
import type { Logger } from "@/lib/core/log";
import type { SendMail } from "@/lib/core/send-mail.port";
import { CLAIM_MS, sendWaiting } from "./deliver-notices";
import { type HandOverFacts, writeHandOverMail } from "./hand-over-mail";

/** Which turn's hand-over, of which tenant. */
export type HandOverRef = { tenantId: string; turnId: string };

export type DueHandOver = HandOverRef &
  HandOverFacts & {
    /** How often its mail was tried, this time included; from 1. */
    attempts: number;
  };

export type HandOverNotices = {
  /** Takes the mail of one that was not tried yet, and keeps it from others until `until`; null when there is none. */
  claimOwn(ref: HandOverRef, until: Date): Promise<DueHandOver | null>;
  /** The same of any that is due. Tenants take turns. Only once the bot rests for its customer. */
  claimDue(now: Date, until: Date): Promise<DueHandOver | null>;
  /** It is done: nothing of it is kept but when the owner was told, if they were (null: no mail went out). */
  end(ref: HandOverRef, toldAt: Date | null): Promise<void>;
  postpone(ref: HandOverRef, nextTryAt: Date): Promise<void>;
};

export type TellHandOverPorts = {
  notices: HandOverNotices;
  findOwners: (tenantId: string) => Promise<string[]>;
  sendMail: SendMail;
  appUrl: string;
  clock: Clock;
  log: Logger;
};

export type HandOverCourier = {
  /** Notes that an owner is to be told; costs nothing. `words` live in this process until the mail was tried once. */
  ring(ref: HandOverRef, words: string | null): void;
  /** Mails what was rung for. Never throws: what went wrong is logged, and the round comes by again. */
  answer(): Promise<void>;
  /** Mails what is due, rung for or not: those of a process that died go without the words. */
  round(): Promise<void>;
};

const PER_ROUND = 20;
/** What is rung for and not answered any more is the round's; its words go. */
const MOST_RUNG = 500;

/** Tells owners that a person is wanted, one mail a hand-over, out of the answer's way. */
export function createHandOverCourier(ports: TellHandOverPorts): HandOverCourier {
  const rung = new Map<string, { ref: HandOverRef; words: string | null }>();
  const claimUntil = (): Date => new Date(ports.clock.now().getTime() + CLAIM_MS);

  const tell = async (claimed: DueHandOver | null, words: string | null): Promise<void> => {
    if (claimed) await tellOne(ports, claimed, words);
  };
  const answer = async (): Promise<void> => {
    for (const [key, { ref, words }] of [...rung]) {
      rung.delete(key);
      try {
        await tell(await ports.notices.claimOwn(ref, claimUntil()), words);
      } catch (error) {
        ports.log.error("hand_over.not_told", { turnId: ref.turnId, error: describeError(error) });
      }
    }
  };
  return {
    ring(ref, words) {
      const [oldest] = rung.keys();
      if (rung.size >= MOST_RUNG && oldest !== undefined) rung.delete(oldest);
      rung.set(ref.turnId, { ref, words });
    },
    answer,
    async round() {
      await answer();
      for (let told = 0; told < PER_ROUND; told += 1) {
        const claimed = await ports.notices.claimDue(ports.clock.now(), claimUntil());
        if (!claimed) return;
        await tell(claimed, null);
      }
    },
  };
}

async function tellOne(ports: TellHandOverPorts, claimed: DueHandOver, words: string | null): Promise<void> {
  const { tenantId, turnId, attempts } = claimed;
  await sendWaiting(ports, {
    attempts,
    findReaders: () => ports.findOwners(tenantId),
    write: () => writeHandOverMail(claimed, ports.appUrl, words),
    end: (state) => ports.notices.end(claimed, state === "sent" ? ports.clock.now() : null),
    postpone: (nextTryAt) => ports.notices.postpone(claimed, nextTryAt),
    events: { notSent: "hand_over.not_told", nobody: "hand_over.nobody_to_tell" },
    what: { tenantId, turnId, attempts },
  });
}
