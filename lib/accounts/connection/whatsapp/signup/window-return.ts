import type { SignupEvent } from "./signup-event";

type Heard = { code: string | null; event: SignupEvent | null };

/** How long an end without a code waits for its other half, the window's word for why or the script's call. */
export const OTHER_HALF_MS = 1_500;

/**
 * Puts together what comes back from one opening of Meta's window: the script's call with a code or none, and the window's
 * message, in either order; either may never come. A code is reported at once, since it lives 30 seconds, and a message
 * that comes after it is reported by itself.
 */
export function gatherReturn(report: (heard: Heard) => void, reportLate: (event: SignupEvent) => void) {
  let event: SignupEvent | null = null;
  let sent: "nothing" | "code" | "end" = "nothing";
  let timer: ReturnType<typeof setTimeout> | undefined;

  function end(): void {
    if (sent !== "nothing") return;
    sent = "end";
    report({ code: null, event });
  }

  const endSoon = (): void => {
    timer ??= setTimeout(end, OTHER_HALF_MS);
  };

  return {
    login(code: string | null): void {
      if (sent === "code") return;
      if (code === null) {
        if (event && event.kind !== "finished") end();
        else endSoon();
        return;
      }
      clearTimeout(timer);
      sent = "code";
      report({ code, event });
    },
    message(next: SignupEvent): void {
      // The window may say the same thing twice.
      if (event !== null) return;
      event = next;
      if (sent === "code") reportLate(next);
      else if (next.kind !== "finished") endSoon();
    },
  };
}
