import { randomInt } from "node:crypto";

/** Six digits, for the two-step verification of a number. */
export const randomPin = (): string => String(randomInt(1_000_000)).padStart(6, "0");
