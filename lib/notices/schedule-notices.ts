import { describeError } from "@/lib/core/errors";
import { deliverNotices, type NoticePorts } from "./deliver-notices";

/** How many mails one after-work or one sweep sends at most; the rest comes with the next. */
const BATCH = 20;

export type NoticeCourier = {
  /** Notes that there is a mail to send; costs nothing. */
  ring(): void;
  /** Sends what was rung for. Never throws: what went wrong is logged, and the sweep comes by again. */
  answer(): Promise<void>;
  /** Sends what is due, rung for or not. */
  round(): Promise<number>;
};

/** Keeps the mail out of the answer's way: the pipeline only rings, after-work and sweep carry. */
export function createNoticeCourier(ports: NoticePorts): NoticeCourier {
  let rung = false;
  return {
    ring() {
      rung = true;
    },
    async answer() {
      if (!rung) return;
      rung = false;
      try {
        await deliverNotices(ports, BATCH);
      } catch (error) {
        ports.log.error("notices.failed", { error: describeError(error) });
      }
    },
    async round() {
      return (await deliverNotices(ports, BATCH)).sent;
    },
  };
}
