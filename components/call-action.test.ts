import { describe, expect, it } from "vitest";
import { reachAction } from "./call-action";
import { KeptDrafts } from "./kept-drafts";
import { pageAge } from "./page-age";

const failing = (error: unknown) => reachAction(() => Promise.reject(error));
const called = (name: string) => Object.assign(new Error("Server Action was not found on the server."), { name });

describe("reachAction", () => {
  it("gives an answer as it is", async () => {
    expect(await reachAction(async () => 7)).toBe(7);
  });

  it.each([
    ["Failed to fetch", "network"],
    ["NetworkError when attempting to fetch resource.", "network"],
    ["Load failed", "network"],
    ["An unexpected response was received from the server.", "internal"],
    ["x is not a function", "internal"],
  ])("says of %j that it is %s", async (message, code) => {
    expect(await failing(new TypeError(message))).toEqual({ ok: false, code });
    expect(pageAge.isOutdated()).toBe(false);
  });

  it("tells the page that the server is newer", async () => {
    let told = 0;
    const stop = pageAge.subscribe(() => {
      told += 1;
    });
    expect(await failing(called("UnrecognizedActionError"))).toEqual({ ok: false, code: "outdated" });
    expect([pageAge.isOutdated(), told]).toEqual([true, 1]);
    stop();
  });
});

describe("KeptDrafts", () => {
  const storage = () => {
    const held = new Map<string, string>();
    return {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => void held.set(key, value),
      removeItem: (key: string) => void held.delete(key),
    };
  };

  it("gives back, once, what was typed last, and nothing of what needs no keeping", () => {
    const held = storage();
    const before = new KeptDrafts(() => held);
    let typed = "a";
    before.keep("rules", () => ({ typed }));
    before.keep("persona", () => null);
    before.keep("gone", () => 1)();
    typed = "ab";
    before.putAway();
    const after = new KeptDrafts(() => held);
    expect([after.take("rules"), after.take("rules"), after.take("persona"), after.take("gone")]).toEqual([
      { typed: "ab" },
      null,
      null,
      null,
    ]);
  });

  it("does without storage", () => {
    const none = new KeptDrafts(() => {
      throw new Error("denied");
    });
    none.keep("rules", () => 1);
    none.putAway();
    expect(none.take("rules")).toBeNull();
  });
});
