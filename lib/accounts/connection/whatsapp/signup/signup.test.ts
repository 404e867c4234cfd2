import { describe, expect, it } from "vitest";
import words from "@/app/messages/en.json";
import { UpstreamError } from "@/lib/core/errors";
import { refusal } from "@/lib/testing/fixtures/meta-books";
import { SignupWorld } from "@/lib/testing/fixtures/signup-world";
import { checklistOf, cureOf, ERROR_GROUPS, errorGroup, SIGNUP_FAILURES, SIGNUP_STEPS } from "./signup";
import { CANCEL_SCREENS, type SignupEvent } from "./signup-event";

const RETRY = { kind: "retry", event: null } as const;
const noAnswer = new UpstreamError("meta", "any", true, "TimeoutError");
const denied = { ...refusal, code: 200, subcode: null, tokenRefused: true, said: "No permission" };
const finished = (wabaId: string | null, numberId: string | null = null): SignupEvent => ({
  kind: "finished",
  wabaId,
  numberId,
});

/** One business whose only number was never registered. */
function world(...numbers: string[]) {
  const made = new SignupWorld();
  made.business("200", ...(numbers.length > 0 ? numbers : ["7"]));
  return made;
}

const failed = (step: string, reason: string, code: number | null = null, said: string | null = null) => ({
  kind: "failed",
  step,
  reason,
  code,
  said,
});

describe("a signup that goes well", () => {
  it.each<[string, SignupEvent | null]>([
    ["the message came first", finished("200", "7")],
    ["it never came", null],
    ["it named the WABA alone", finished("200")],
    ["it named a portfolio in place of the WABA", finished("999", "7")],
    ["it was a cancel that was none", { kind: "cancelled", at: "PERMISSIONS" }],
  ])("ends connected where %s, and keeps the token at the account alone", async (_what, event) => {
    const { books, accounts, signups, start } = wired(world());
    books.expiresAt = new Date(Date.UTC(2027, 0, 1));
    const { id, state, sealedToken } = await start("code-200", event);
    expect(state).toEqual({
      kind: "connected",
      accountId: id,
      displayPhone: "+7",
      onBusinessApp: false,
      name: "approved",
      pin: "proven",
    });
    expect(books.asked).toEqual(["exchange", "subscribe 200", "register 7"]);
    expect(accounts.get(id)).toMatchObject({
      number: { numberId: "7", wabaId: "200", tokenExpiresAt: books.expiresAt },
      pin: { sealedPin: `two-step-pin/${id}:100001`, proven: true },
    });
    expect(accounts.get(id)?.number.sealedToken).toBe(`access-token/${id}:token-200`);
    expect([sealedToken, signups.get(id)?.signup.sealedToken]).toEqual([null, null]);
  });

  it("does not mind what the token's scopes are called, nor that it names no WABA", async () => {
    const { books, start } = wired(world());
    books.scopes = ["whatsapp_business_manage_events"];
    books.targetless.add("token-200");
    expect((await start("code-200", finished(null, "7"))).state).toMatchObject({ kind: "connected" });
  });

  it("leaves a number on the phone, whatever way was clicked", async () => {
    const { books, start } = wired(world());
    books.addNumber("7", "200", { registered: true, onBusinessApp: true });
    expect((await start("code-200", finished("200"))).state).toMatchObject({
      kind: "connected",
      onBusinessApp: true,
      pin: "none",
    });
    expect(books.asked).not.toContain("register 7");
  });

  it("gives the number an address of its own only where its messages would go elsewhere", async () => {
    const { books, start } = wired(world());
    books.addNumber("7", "200", { callback: "https://earlier.example/hook" });
    expect((await start("code-200")).state).toMatchObject({ kind: "connected" });
    expect(books.asked).toEqual(["exchange", "subscribe 200", "callback 7", "register 7"]);
  });

  it("sends with the platform's token where the number is in the platform's WABA", async () => {
    const made = world();
    made.books.tokens.set("token-200", ["100"]);
    made.books.addNumber("8", "100", { registered: false });
    const { accounts, start } = wired(made);
    const { id, state } = await start("code-200");
    expect(state).toMatchObject({ kind: "connected" });
    expect(accounts.get(id)?.number.sealedToken).toBeNull();
  });
});

describe("the code", () => {
  it("is exchanged before anything else, and said to be too old", async () => {
    const { books, start, go } = wired(world());
    const ended = await start("code-unknown", finished("200", "7"));
    expect(ended.state).toEqual(failed("exchange", "code_expired", 100, "This code has expired."));
    expect(books.asked).toEqual(["exchange"]);
    expect(cureOf(ended.state)).toBe("again");
    expect((await go(RETRY)).state).toEqual(ended.state);
    // Another one, from the window opened anew.
    expect((await start("code-200")).state).toMatchObject({ kind: "connected" });
  });

  it("that is sent twice ends where the first got to; used up elsewhere it is refused", async () => {
    const made = world("7", "8");
    const { start } = wired(made);
    const first = await start("code-200");
    expect(first.state.kind).toBe("several_numbers");
    expect(await start("code-200")).toEqual(first);
    made.now += 180_000;
    expect((await start("code-200")).state).toMatchObject(failed("exchange", "code_used", 100, expect.any(String)));
  });

  it("is asked about twice where Meta does not answer, and no longer", async () => {
    const made = world();
    made.codes.set("code-200", noAnswer);
    const { books, start, go } = wired(made);
    expect((await start("code-200")).state).toEqual(failed("exchange", "no_answer"));
    expect(books.asked).toEqual(["exchange", "exchange"]);
    await go(RETRY);
    expect(books.asked).toHaveLength(2);
  });

  it.each<[SignupEvent | null, object]>([
    [
      { kind: "cancelled", at: "PHONE_NUMBER_SETUP" },
      { kind: "cancelled", at: "PHONE_NUMBER_SETUP" },
    ],
    [
      { kind: "error", said: "Already used", errorId: "3441030", sessionId: "s1" },
      { kind: "error", group: "used_elsewhere", said: "Already used", errorId: "3441030", sessionId: "s1" },
    ],
    [finished("200", "7"), failed("exchange", "no_code")],
    [null, failed("exchange", "no_code")],
  ])("never came, with %j", async (event, state) => {
    const { books, start, go } = wired(world());
    expect((await start(null, event)).state).toEqual(state);
    expect((await go(RETRY)).state).toEqual(state);
    expect(books.asked).toEqual([]);
  });
});

describe("which number it is", () => {
  it("is asked where there are several, and only one of them is taken", async () => {
    const { books, start, go } = wired(world("7", "8"));
    const { state } = await start("code-200");
    expect(state).toMatchObject({ kind: "several_numbers", numbers: [{ id: "7", wabaId: "200" }, { id: "8" }] });
    expect((await go({ kind: "number", numberId: "9" })).state).toEqual(state);
    expect((await go(RETRY)).state).toEqual(state);
    expect(books.asked).toEqual(["exchange"]);
    expect((await go({ kind: "number", numberId: "8" })).state).toMatchObject({ kind: "connected" });
    expect(books.asked).toEqual(["exchange", "subscribe 200", "register 8"]);
  });

  it("is said by the message that comes after the code", async () => {
    const { books, start, go } = wired(world("7", "8"));
    await start("code-200");
    const late = { kind: "retry", event: finished("200", "8") } as const;
    expect((await go(late)).state).toMatchObject({ kind: "connected" });
    expect(books.asked).toContain("register 8");
  });

  it("is nothing yet where the account has none: added later, it goes on", async () => {
    const made = new SignupWorld();
    made.business("200");
    const { books, start, go } = wired(made);
    expect((await start("code-200", finished("200"))).state).toEqual({ kind: "no_number" });
    books.addNumber("7", "200", { registered: false });
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected" });
  });

  it("can't be told where Meta shares no account, with Meta's words", async () => {
    const { books, start, go } = wired(world());
    books.faults.set("list 200", denied);
    const { state } = await start("code-200");
    expect(state).toEqual({ kind: "not_shared", code: 200, said: "No permission" });
    expect(cureOf(state)).toBe("by_hand");
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected" });
  });

  it("is found among the accounts that were shared with us, by the token that reads its own alone", async () => {
    const made = world();
    made.business("300", "9");
    made.books.targetless.add("token-200");
    made.books.shared = ["300", "200"];
    const { start } = wired(made);
    const { id, state } = await start("code-200");
    expect(state).toMatchObject({ kind: "connected" });
    expect(made.accounts.get(id)?.number).toMatchObject({ numberId: "7", wabaId: "200" });
  });

  it("is not in a WABA that the message names and the token can't read", async () => {
    const made = world();
    made.business("300", "9");
    made.books.targetless.add("token-200");
    const { start } = wired(made);
    expect((await start("code-200", finished("300", "9"))).state).toMatchObject({ kind: "not_shared", code: 100 });
    expect(made.accounts.size).toBe(0);
  });
});

describe("a number that somebody has", () => {
  it("is refused, and nothing stays subscribed", async () => {
    const made = world();
    const { books, start, go } = wired(made);
    await start("code-200");
    made.business("300", "8");
    // The same number, in another account of Meta's.
    books.addNumber("7", "300");
    const other = await start("code-300", finished("300", "7"), "other");
    expect(other.state).toEqual(failed("control", "taken"));
    expect(books.asked.filter((call) => call.endsWith(" 300"))).toEqual([]);
    // And may take the other one that the account has.
    expect((await go(RETRY, "other")).state.kind).toBe("several_numbers");
    expect((await go({ kind: "number", numberId: "8" }, "other")).state).toMatchObject({ kind: "connected" });
  });

  it("is connected again where it is the tenant's own: its account gets the new token, and there is no second", async () => {
    const made = world();
    const { books, accounts, start } = wired(made);
    const first = await start("code-200");
    books.tokens.delete("token-200");
    books.tokens.set("token-new", ["200"]);
    made.codes.set("code-new", "token-new");
    const again = await start("code-new", finished("200", "7"));
    expect(again.state).toMatchObject({ kind: "connected", accountId: first.id, pin: "proven" });
    expect([...accounts.keys()]).toEqual([first.id]);
    expect(accounts.get(first.id)?.number.sealedToken).toBe(`access-token/${first.id}:token-new`);
    expect(again.sealedToken).toBeNull();
  });

  it("of two who come at the same instant goes to one, and the other is told", async () => {
    const made = world();
    made.codes.set("code-200b", "token-200");
    const { books, accounts, start } = wired(made);
    const both = await Promise.all([start("code-200"), start("code-200b", null, "other")]);
    expect(both.map(({ state }) => state.kind).sort()).toEqual(["connected", "failed"]);
    expect(both.map(({ state }) => state)).toContainEqual(failed("control", "taken"));
    expect(accounts.size).toBe(1);
    // The winner's messages come.
    expect(books.subscribed.has("200")).toBe(true);
  });
});

describe("what Meta does not do", () => {
  it("#100 on the subscription leaves nothing behind, and is tried again", async () => {
    const { books, accounts, start, go } = wired(world());
    books.faults.set("subscribe 200", { ...refusal, code: 100, subcode: null, said: "(#100) Before override" });
    expect((await start("code-200")).state).toEqual(
      failed("control", "subscribe_refused", 100, "(#100) Before override"),
    );
    expect(accounts.size).toBe(0);
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected" });
  });

  it.each([
    ["list 200", "number", "no_answer"],
    ["subscribe 200", "control", "no_answer"],
    ["register 7", "registration", "no_answer"],
  ])("no answer to %s is stored at %s, and goes on from there", async (call, step, reason) => {
    const { books, accounts, start, go } = wired(world());
    books.faults.set(call, noAnswer);
    expect((await start("code-200")).state).toEqual(failed(step, reason));
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected" });
    expect(accounts.size).toBe(1);
    expect(books.asked.filter((one) => one === "exchange")).toHaveLength(1);
  });

  it("an address that it refuses keeps the account and says so", async () => {
    const { books, start, go } = wired(world());
    books.addNumber("7", "200", { callback: null });
    books.faults.set("callback 7", denied);
    expect((await start("code-200")).state).toEqual(failed("callback", "callback_refused", 200, "No permission"));
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected" });
  });

  it("a token that is revoked half-way asks for a new window", async () => {
    const made = world("7", "8");
    const { books, start, go } = wired(made);
    await start("code-200");
    books.tokens.delete("token-200");
    const { state } = await go({ kind: "number", numberId: "7" });
    expect(state).toMatchObject({ kind: "failed", step: "control", reason: "token_refused" });
    expect(cureOf(state)).toBe("again");
  });

  it("a token of another app is never used", async () => {
    const { books, start } = wired(world());
    books.foreignTokens.add("token-200");
    expect((await start("code-200")).state).toEqual(failed("number", "token_of_other_app"));
    expect(books.asked).toEqual(["exchange"]);
  });
});

describe("the two-step PIN", () => {
  const withPin = () => {
    const made = world();
    const number = made.books.numbers.get("7");
    if (number) number.pin = "424242";
    return made;
  };

  it("is asked of the owner where the number has one, and a wrong one asked again", async () => {
    const { accounts, start, go } = wired(withPin());
    const { id, state } = await start("code-200");
    expect(state).toEqual({ kind: "pin_needed", wrong: false });
    expect((await go({ kind: "pin", pin: "000000" })).state).toEqual({ kind: "pin_needed", wrong: true });
    expect((await go({ kind: "pin", pin: "424242" })).state).toMatchObject({ kind: "connected", pin: "proven" });
    expect(accounts.get(id)?.pin?.sealedPin).toBe(`two-step-pin/${id}:424242`);
  });

  it("may have been turned off meanwhile: then the one that we kept is tried, and no other", async () => {
    const made = withPin();
    const { start, go } = wired(made);
    await start("code-200");
    const number = made.books.numbers.get("7");
    if (number) delete number.pin;
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected", pin: "proven" });
    expect(number?.pin).toBe("100001");
  });

  it("is not taken for the number's where Meta accepts it and keeps the old one", async () => {
    const made = withPin();
    const number = made.books.numbers.get("7");
    if (number) number.facts.registered = true;
    const { start } = wired(made);
    expect((await start("code-200")).state).toMatchObject({ kind: "connected", pin: "unproven" });
    expect(number?.pin).toBe("424242");
  });

  it("is kept before Meta gets it: an answer that never comes loses none", async () => {
    const made = world();
    const { books, accounts, start, go } = wired(made);
    books.faults.set("register 7", noAnswer);
    const { id } = await start("code-200");
    expect(accounts.get(id)?.pin).toEqual({ sealedPin: `two-step-pin/${id}:100001`, proven: false });
    await go(RETRY);
    expect(books.numbers.get("7")?.pin).toBe("100001");
  });

  it("is not tried over and over: after the eleventh Meta's own limit is told", async () => {
    const { books, start } = wired(world());
    books.faults.set("register 7", { ...refusal, code: 133016, subcode: null, said: "Rate limit" });
    const { state } = await start("code-200");
    expect(state).toEqual(failed("registration", "too_many_tries", 133016, "Rate limit"));
    expect(cureOf(state)).toBe("wait");
    expect(books.asked.filter((call) => call === "register 7")).toHaveLength(1);
  });
});

describe("a display name in review", () => {
  it("is connected, waits, and registers again once it is approved", async () => {
    const { books, start, go } = wired(world());
    books.addNumber("7", "200", { registered: false, nameStatus: "PENDING_REVIEW" });
    const first = await start("code-200");
    expect(first.state).toMatchObject({ kind: "connected", name: "in_review", pin: "proven" });
    expect(cureOf(first.state)).toBe("wait");
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected", name: "in_review" });
    const registrations = () => books.asked.filter((call) => call === "register 7").length;
    expect(registrations()).toBe(1);
    const number = books.numbers.get("7");
    if (number) number.facts.nameStatus = "APPROVED";
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected", name: "approved", pin: "proven" });
    expect(registrations()).toBe(2);
    expect((await go(RETRY)).state).toMatchObject({ name: "approved" });
    expect(registrations()).toBe(2);
  });

  it("that is declined is told", async () => {
    const { books, start } = wired(world());
    books.addNumber("7", "200", { nameStatus: "DECLINED" });
    expect((await start("code-200")).state).toMatchObject({ kind: "connected", name: "declined" });
  });
});

describe("a signup that is gone on with", () => {
  it("is left alone by a foreign tenant and after its account was disconnected", async () => {
    const made = world();
    const { accounts, start, go } = wired(made);
    made.books.faults.set("register 7", noAnswer);
    const { id } = await start("code-200");
    await expect(go(RETRY, "other")).rejects.toThrow("no signup");
    const account = accounts.get(id);
    if (account) account.ended = true;
    expect((await go(RETRY)).state).toEqual(failed("registration", "disconnected"));
  });

  it("finds its place after a process that died with the account made", async () => {
    const made = world();
    const { books, accounts, signups, start, go } = wired(made);
    books.faults.set("register 7", noAnswer);
    const { id } = await start("code-200");
    const stored = signups.get(id);
    if (!stored) throw new Error("no signup");
    const sealedToken = `access-token/${id}:token-200`;
    stored.signup = { ...stored.signup, sealedToken, state: { kind: "working", step: "control" } };
    expect((await go(RETRY)).state).toMatchObject({ kind: "connected", accountId: id });
    expect(accounts.size).toBe(1);
  });

  it("in two tabs at once registers once", async () => {
    const made = world();
    const { books, start, go } = wired(made);
    books.faults.set("register 7", noAnswer);
    await start("code-200");
    await Promise.all([go(RETRY), go(RETRY)]);
    expect(books.asked.filter((call) => call === "register 7")).toHaveLength(2);
  });
});

describe("words", () => {
  const { signup } = words;

  it("are there for every step, failure, screen and error", () => {
    expect(Object.keys(signup.steps)).toEqual([...SIGNUP_STEPS]);
    expect(Object.keys(signup.failed).sort()).toEqual([...SIGNUP_FAILURES].sort());
    expect(Object.keys(signup.cancelled).sort()).toEqual([...CANCEL_SCREENS].sort());
    expect(Object.keys(signup.error).sort()).toEqual([...ERROR_GROUPS].sort());
  });

  it("tell Meta's errors apart by their numbers", () => {
    expect([errorGroup("2655094"), errorGroup("1"), errorGroup(null)]).toEqual(["on_phone", "other", "other"]);
  });

  it("go with a checklist that says where it stands", () => {
    const steps = checklistOf({ kind: "pin_needed", wrong: false });
    expect(steps.filter(({ done }) => done).map(({ step }) => step)).toEqual([
      "exchange",
      "number",
      "control",
      "callback",
    ]);
    expect(steps.find(({ current }) => current)?.step).toBe("registration");
  });
});

/** Its methods, free of it. */
function wired(made: SignupWorld) {
  const { books, accounts, signups } = made;
  return { books, accounts, signups, start: made.start.bind(made), go: made.go.bind(made) };
}
