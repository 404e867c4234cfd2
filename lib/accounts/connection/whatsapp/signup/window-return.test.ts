import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SignupEvent } from "./signup-event";
import { gatherReturn, OTHER_HALF_MS } from "./window-return";

const finished: SignupEvent = { kind: "finished", wabaId: "10001", numberId: "20001" };
const cancelled: SignupEvent = { kind: "cancelled", at: "PERMISSIONS" };

function listen() {
  const reports: unknown[] = [];
  const gather = gatherReturn(
    (heard) => reports.push(heard),
    (event) => reports.push({ late: event }),
  );
  return { reports, ...gather };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("gatherReturn", () => {
  it("reports a code at once, with the message that came before it", () => {
    const { reports, login, message } = listen();
    message(finished);
    vi.advanceTimersByTime(60_000);
    expect(reports).toEqual([]);
    login("c");
    expect(reports).toEqual([{ code: "c", event: finished }]);
  });

  it("waits for no message, and reports one that comes later, once", () => {
    const { reports, login, message } = listen();
    login("c");
    expect(reports).toEqual([{ code: "c", event: null }]);
    message(finished);
    message(finished);
    expect(reports.slice(1)).toEqual([{ late: finished }]);
  });

  it.each([
    ["the message first", [() => cancelled, () => null]],
    ["the call first", [() => null, () => cancelled]],
  ])("reports a cancelled window once, %s", (_case, steps) => {
    const { reports, login, message } = listen();
    for (const step of steps) {
      const event = step();
      if (event) message(event);
      else login(null);
    }
    vi.advanceTimersByTime(OTHER_HALF_MS);
    expect(reports).toEqual([{ code: null, event: cancelled }]);
  });

  it.each([
    ["neither word nor code", null],
    ["its message alone", cancelled],
  ])("ends a window that gave %s", (_case, event) => {
    const { reports, login, message } = listen();
    if (event) message(event);
    else login(null);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(OTHER_HALF_MS);
    expect(reports).toEqual([{ code: null, event }]);
  });

  it("takes a code that comes together with a cancelled last screen, also late", () => {
    const { reports, login, message } = listen();
    message(cancelled);
    vi.advanceTimersByTime(OTHER_HALF_MS);
    login("c");
    login("c");
    expect(reports).toEqual([
      { code: null, event: cancelled },
      { code: "c", event: cancelled },
    ]);
  });
});
