import { pino } from "pino";
import type { Logger } from "@/lib/core/log";

/** One JSON line an event on standard output. Fields are the caller's closed choice: never text, numbers or tokens. */
export function createLogger(level: string): Logger {
  const log = pino({ level, base: null, messageKey: "event", timestamp: pino.stdTimeFunctions.isoTime });
  return {
    info: (event, fields = {}) => log.info(fields, event),
    warn: (event, fields = {}) => log.warn(fields, event),
    error: (event, fields = {}) => log.error(fields, event),
  };
}
