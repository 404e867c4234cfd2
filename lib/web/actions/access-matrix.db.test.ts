import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { AccountPorts } from "@/lib/accounts/connection/account-records.port";
import type { SignupPorts } from "@/lib/accounts/connection/whatsapp/signup/signup.port";
import { createTextCipher } from "@/lib/adapters/cipher/message-cipher";
import { readTypedAddress } from "@/lib/adapters/phone/read-typed-address";
import { createAccountStore } from "@/lib/adapters/prisma/accounts/account-records";
import { createIncidentRecords } from "@/lib/adapters/prisma/accounts/incident-records";
import { createLeftAloneStore } from "@/lib/adapters/prisma/accounts/left-alone-records";
import { createNewsRecords } from "@/lib/adapters/prisma/accounts/news-records";
import { createPauseRecords } from "@/lib/adapters/prisma/accounts/pause-records";
import { createSignupRecords } from "@/lib/adapters/prisma/accounts/whatsapp/signup-records";
import { createWhatsappRecords } from "@/lib/adapters/prisma/accounts/whatsapp/whatsapp-records";
import { createPeopleRecords } from "@/lib/adapters/prisma/people/people-records";
import { createOldLogRecords } from "@/lib/adapters/prisma/turns/old-log-records";
import { createRecords } from "@/lib/adapters/prisma/turns/pipeline-records";
import { createShortMemorySwitch } from "@/lib/adapters/prisma/turns/short-memory-switch";
import { systemClock } from "@/lib/core/clock";
import { randomIds } from "@/lib/core/ids";
import type { RateLimiter } from "@/lib/core/rate-limits";
import { openTestDatabase } from "@/lib/testing/database/test-database";
import { MetaBooks, refusal } from "@/lib/testing/fixtures/meta-books";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import { ACCOUNT_ACTIONS, LEFT_ALONE_ACTIONS } from "./account-actions";
import { HAND_OVER_ACTIONS } from "./hand-over-actions";
import { LOG_ACTIONS } from "./log-actions";
import { PAUSE_ACTIONS } from "./pause-actions";
import { type ActionResult, createBusiness, runAction } from "./run-action";
import { SIGNUP_ACTIONS } from "./signup-actions";

const ACTIONS = {
  ...ACCOUNT_ACTIONS,
  ...LEFT_ALONE_ACTIONS,
  ...PAUSE_ACTIONS,
  ...HAND_OVER_ACTIONS,
  ...LOG_ACTIONS,
  ...SIGNUP_ACTIONS,
};
type Name = keyof typeof ACTIONS;

const database = openTestDatabase(inject("databaseUrl"));
const books = new MetaBooks();
const people = createPeopleRecords(database, randomIds, "classifier");
const limiter: RateLimiter = { take: async () => 0 };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const callback = "http://127.0.0.1:9/webhook/whatsapp";
const store = {
  ...createAccountStore(database, randomIds, "classifier"),
  ...createWhatsappRecords(database, randomIds, {
    embedding: { name: "model", pooling: "cls" },
    classifier: "classifier",
  }),
};
const accounts: AccountPorts = {
  store,
  leftAlone: { store: createLeftAloneStore(database, randomIds), readTypedAddress },
  directory: books,
  nonces: { keep: async () => undefined, take: async () => null },
  webhookProbe: { probe: async () => ({ kind: "timeout" }) },
  probe: async () => true,
  incidents: createIncidentRecords(database, randomIds),
  news: createNewsRecords(database, randomIds),
  cipher: createTextCipher([{ id: "test", key: Buffer.alloc(32, 5) }]),
  platform: { token: "platform", wabaId: "1000", callback },
  clock: systemClock,
  ids: randomIds,
  log,
};
/** Codes of Meta's window, and the token that each is good for. */
const codes = new Map<string, string>();
const signup: SignupPorts = {
  ...accounts,
  signups: createSignupRecords(database, randomIds),
  exchangeCode: async (code) => {
    const token = codes.get(code);
    codes.delete(code);
    if (token === undefined) return { ...refusal, code: 100, subcode: 36009, said: "Used" };
    return { ok: true, value: token };
  },
  newPin: () => "135790",
};
const channels = { whatsapp: { connector: accounts, signup: { ports: signup } } };
/** What the buffer was told, and what the records said at that moment. */
const told: { untilMs: number | null; stored: Date[] }[] = [];
async function tell(untilMs: number | null): Promise<void> {
  const stored = await database.tables.pause.findMany({ where: { accountId }, orderBy: { until: "asc" } });
  told.push({ untilMs, stored: stored.map(({ until }) => until) });
}
const forgotten: string[] = [];
const app = {
  accounts: { ...accounts, pauses: createPauseRecords(database, randomIds) },
  channels,
  retention: createOldLogRecords(database, randomIds),
  shortMemory: createShortMemorySwitch(database, randomIds),
  signIn: { limiter, people },
  ports: {
    clock: systemClock,
    log,
    buffer: {
      pauseConversations: (_: readonly string[], untilMs: number | null) => tell(untilMs),
      pauseAccount: (_: string, untilMs: number | null) => tell(untilMs),
    },
    conversationNames: (_: string, address: string) => [address],
    memory: { forgetAccount: async (id: string) => void forgotten.push(id) },
  },
} as unknown as Application;

const OWN_TOKEN = "EAAtoken-of-the-first";
const reply = {
  displayName: null,
  waitSeconds: 3,
  onAiBlocked: "silent",
  defaultPauseMinutes: 0,
  defaultResponse: { kind: "canned", text: "Hi" },
};

/** What each action is given for an account. `null`: it names no account, and is tried by another way below. */
const INPUTS: Record<Name, ((accountId: string) => object) | null> = {
  lookUpNumber: null,
  connectNumber: null,
  selfTest: (accountId) => ({ accountId }),
  checkConnection: (accountId) => ({ accountId }),
  mendConnection: (accountId) => ({ accountId, mend: { step: "subscribe" } }),
  repairAccount: (accountId) => ({ accountId }),
  dismissWarning: (accountId) => ({ accountId, warningId: "warning" }),
  replaceToken: (accountId) => ({ accountId, token: OWN_TOKEN }),
  setEnabled: (accountId) => ({ accountId, enabled: true }),
  leaveAlone: (accountId) => ({ accountId, customer: { kind: "typed", text: "+49 171 1234567" }, note: null }),
  changeLeftAloneNote: (accountId) => ({ accountId, address: "491711234567", note: "wholesaler" }),
  answerAgain: (accountId) => ({ accountId, address: "491711234567", liftsStop: false }),
  listPauses: (accountId) => ({ accountId }),
  pauseEverybody: (accountId) => ({ accountId, until: new Date(Date.now() + 3_600_000) }),
  resumeEverybody: (accountId) => ({ accountId }),
  resumeCustomer: (accountId) => ({ accountId, address: "491711234567" }),
  setHumanPause: (accountId) => ({ accountId, minutes: 60 }),
  setFollowUp: (accountId) => ({ accountId, minutes: 60, endsOnThanks: false }),
  saveOwnWords: (accountId) => ({ accountId, words: { stop: ["enough now"], start: [], human: ["the boss"] } }),
  setHandOverMail: (accountId) => ({ accountId, wholeNumber: true, words: false }),
  saveReply: (accountId) => ({ accountId, version: 2, confirm: false, ...reply }),
  disconnectNumber: (accountId) => ({ accountId }),
  setRetention: null,
  setShortMemory: null,
  // These name a signup, or none.
  beginSignup: null,
  retrySignup: null,
  chooseSignupNumber: null,
  enterSignupPin: null,
  readSignup: null,
};
const NAMES = Object.keys(ACTIONS) as Name[];
const ON_ACCOUNT = NAMES.filter((name) => INPUTS[name] !== null);

let first: Owner;
let second: Owner;
let accountId: string;

/** The table's actions differ in what they take; here each is given what the schema is there to check. */
function run(name: Name, owner: Owner | null, input: unknown): Promise<ActionResult<unknown>> {
  const action = ACTIONS[name] as Parameters<typeof runAction>[2];
  return runAction(app, owner, action, input);
}

async function newOwner(email: string): Promise<Owner> {
  const person = await database.tables.person.create({ data: { id: randomIds.newId(), email } });
  const founded = await createBusiness(app, { id: person.id, email, tenant: null }, { name: `Business of ${email}` });
  if (!founded.ok) throw new Error("no tenant");
  return { personId: person.id, email, tenantId: founded.value, tenantName: email };
}

async function connect(owner: Owner, numberId: string): Promise<string> {
  const result = await run("connectNumber", owner, { numberId, token: OWN_TOKEN });
  return result.ok ? ((result.value as { accountId: string }).accountId ?? "") : "";
}

const snapshot = async () => ({
  account: await database.tables.account.findUnique({ where: { id: accountId }, include: { whatsapp: true } }),
  leftAlone: await database.tables.leftAlone.count({ where: { accountId } }),
  pauses: await database.tables.pause.findMany({ where: { accountId } }),
  told: told.length,
  audit: await database.tables.auditEntry.count({ where: { tenantId: { in: [first.tenantId, second.tenantId] } } }),
});

beforeAll(async () => {
  books.tokens.set(OWN_TOKEN, ["2000"]).set("platform", ["1000"]);
  books.addNumber("20001", "2000", { callback });
  books.addNumber("20002", "2000");
  books.addNumber("10001", "1000");
  first = await newOwner("matrix-first@example.com");
  second = await newOwner("matrix-second@example.com");
  accountId = await connect(first, "20001");
});

afterAll(() => database.$disconnect());

describe.each(NAMES)("%s", (name) => {
  it("is refused to somebody who is not signed in, before anything is looked at", async () => {
    expect(await run(name, null, INPUTS[name]?.(accountId) ?? {})).toEqual({ ok: false, code: "unauthenticated" });
  });

  it("refuses what its schema doesn't know", async () => {
    expect(await run(name, first, { accountId, tenantId: second.tenantId, surprise: true })).toMatchObject({
      ok: false,
      code: "invalid_input",
    });
  });
});

describe.each(ON_ACCOUNT)("%s of an account", (name) => {
  it("answers a foreign owner as if it did not exist, and changes nothing", async () => {
    const before = await snapshot();
    const foreign = await run(name, second, INPUTS[name]?.(accountId));
    const unknown = await run(name, second, INPUTS[name]?.(randomIds.newId()));
    expect(foreign).toEqual({ ok: false, code: "not_found" });
    expect(unknown).toEqual(foreign);
    expect(await snapshot()).toEqual(before);
  });
});

describe("for its own owner", () => {
  it.each(ON_ACCOUNT.filter((name) => name !== "disconnectNumber"))("%s runs, and leaves its trace", async (name) => {
    const { audit } = ACTIONS[name];
    const before = await snapshot();
    const version = before.account?.configVersion ?? 0;
    const result = await run(name, first, {
      ...INPUTS[name]?.(accountId),
      ...(name === "saveReply" ? { version } : {}),
    });
    expect(result.ok).toBe(true);
    const traces = await database.tables.auditEntry.findMany({
      where: { targetId: accountId, action: audit ?? "none" },
    });
    // Nothing was broken, so nothing was repaired.
    expect(traces).toHaveLength(audit === null || name === "repairAccount" ? 0 : 1);
    expect(JSON.stringify([result, traces])).not.toContain(OWN_TOKEN);
    expect(JSON.stringify(traces)).not.toContain("491711234567");
  });

  it("pauses everybody until a time within bounds, and resumes: in the records, then in the buffer", async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    const pause = (until: Date) => run("pauseEverybody", first, { accountId, until });
    const before = await snapshot();
    expect(await pause(inDays(-0.001))).toEqual({ ok: true, value: { kind: "past" } });
    expect(await pause(inDays(90.01))).toEqual({ ok: true, value: { kind: "far" } });
    expect(await pause(new Date(Number.NaN))).toMatchObject({ code: "invalid_input" });
    expect(await snapshot()).toEqual(before);

    const until = inDays(89.9);
    const standing = [{ customer: null, until, cause: "owner", since: expect.any(Date) }];
    expect(await pause(until)).toEqual({ ok: true, value: { kind: "done", pauses: standing } });
    expect(told.at(-1)).toEqual({ untilMs: until.getTime(), stored: [until] });
    expect(await run("listPauses", first, { accountId })).toEqual({ ok: true, value: standing });
    expect(await app.accounts.pauses.listRestingAccounts(first.tenantId, new Date())).toEqual(
      new Map([[accountId, until]]),
    );
    // Sooner than what stands is what the owner asked for, too.
    const sooner = inDays(1);
    expect(await pause(sooner)).toMatchObject({ value: { pauses: [{ until: sooner }] } });
    expect(await run("resumeEverybody", first, { accountId })).toEqual({
      ok: true,
      value: { kind: "done", pauses: [] },
    });
    expect(told.at(-1)).toEqual({ untilMs: null, stored: [] });
    expect(await app.accounts.pauses.listRestingAccounts(first.tenantId, new Date())).toEqual(new Map());
  });

  it("resumes one customer and leaves the others to whoever answered them", async () => {
    const ref = { tenantId: first.tenantId, accountId };
    const now = new Date();
    const until = new Date(now.getTime() + 60_000);
    for (const customer of ["491711234567", "491711234568"]) {
      const phone = { customer, until, keepsLater: true, cause: "phone", now, stamp: null } as const;
      await app.accounts.pauses.setPause(ref, phone);
    }
    const left = [{ customer: "491711234568", until, cause: "phone", since: now }];
    expect(await run("resumeCustomer", first, { accountId, address: "491711234567" })).toEqual({
      ok: true,
      value: { kind: "done", pauses: left },
    });
    expect(told.at(-1)).toEqual({ untilMs: null, stored: [until] });
  });

  it("leaves a customer to the phone for up to a week, or not at all, and no open form is stale for it", async () => {
    const version = (await snapshot()).account?.configVersion;
    for (const wrong of [-1, 10_081, 1.5, "60"]) {
      expect(await run("setHumanPause", first, { accountId, minutes: wrong })).toMatchObject({ code: "invalid_input" });
    }
    for (const minutes of [0, 10_080]) {
      expect(await run("setHumanPause", first, { accountId, minutes })).toMatchObject({
        value: { humanPauseMinutes: minutes, version },
      });
    }
  });

  it("takes a few more words for customers, and what the mail about a hand-over may say", async () => {
    const words = { stop: ["enough now"], start: [], human: ["the boss"] };
    const save = (change: object) => run("saveOwnWords", first, { accountId, words: { ...words, ...change } });
    for (const wrong of [["x".repeat(41)], [" "], ["two\nlines"], Array.from({ length: 21 }, (_, n) => `w${n}`), [1]]) {
      expect(await save({ stop: wrong })).toMatchObject({ code: "invalid_input" });
    }
    expect(await save({})).toMatchObject({ value: { moreOwnWords: words } });
    const mail = { wholeNumber: true, words: true };
    expect(await run("setHandOverMail", first, { accountId, ...mail })).toMatchObject({
      value: { handOverMail: mail },
    });
    const loaded = await createRecords(database, randomIds, "classifier").loadAccount(first.tenantId, accountId);
    expect(loaded).toMatchObject({ moreOwnWords: words, account: { handOverWords: true } });
  });

  it("disconnects, gives the number free and keeps the row; a second time it is gone", async () => {
    expect(await run("disconnectNumber", first, { accountId })).toEqual({
      ok: true,
      value: { kind: "disconnected", leftAtMeta: [] },
    });
    expect(await database.tables.account.findUnique({ where: { id: accountId } })).toMatchObject({
      externalId: null,
      formerExternalId: "20001",
      accessToken: null,
    });
    for (const name of ON_ACCOUNT) {
      expect(await run(name, first, INPUTS[name]?.(accountId))).toEqual({ ok: false, code: "not_found" });
    }
    expect(await connect(second, "20001")).not.toBe("");
  });
});

describe("the short memory", () => {
  it("is switched for the own business alone, leaves its trace, and is erased when it is switched off", async () => {
    const isOn = async ({ tenantId }: Owner) =>
      (await database.tables.tenant.findUniqueOrThrow({ where: { id: tenantId } })).shortMemory;
    expect(await run("setShortMemory", first, { on: "yes" })).toMatchObject({ code: "invalid_input" });
    expect(await run("setShortMemory", first, { on: true })).toMatchObject({ ok: true, value: { on: true } });
    expect([await isOn(first), await isOn(second)]).toEqual([true, false]);
    forgotten.length = 0;
    await run("setShortMemory", first, { on: false });
    const own = await database.tables.account.findMany({ where: { tenantId: first.tenantId }, select: { id: true } });
    expect(forgotten.toSorted()).toEqual(own.map(({ id }) => id).toSorted());
    const traces = await database.tables.auditEntry.findMany({ where: { action: LOG_ACTIONS.setShortMemory.audit } });
    expect(traces.map(({ tenantId, details }) => [tenantId, details])).toEqual([
      [first.tenantId, { on: true }],
      [first.tenantId, { on: false }],
    ]);
  });
});

describe("how long the log is kept", () => {
  const days = async (owner: Owner) =>
    (await database.tables.tenant.findUniqueOrThrow({ where: { id: owner.tenantId } })).retentionDays;

  it("is set within its bounds, for the own business alone, and leaves its trace", async () => {
    for (const wrong of [30, 3_651, 31.5, "90", null]) {
      expect(await run("setRetention", first, { days: wrong, seenDays: 396 })).toMatchObject({ code: "invalid_input" });
    }
    const asked = { days: 90, seenDays: 396 };
    expect(await run("setRetention", first, asked)).toEqual({ ok: true, value: { kind: "saved", days: 90 } });
    expect(await run("setRetention", first, asked)).toEqual({ ok: true, value: { kind: "stale", days: 90 } });
    expect([await days(first), await days(second)]).toEqual([90, null]);
    const traces = await database.tables.auditEntry.findMany({ where: { action: LOG_ACTIONS.setRetention.audit } });
    expect(traces.filter(({ tenantId }) => tenantId === first.tenantId)).toMatchObject([{ personId: first.personId }]);
    expect(traces.filter(({ tenantId }) => tenantId === second.tenantId)).toEqual([]);
  });
});

describe("control of a number", () => {
  const refusal = (reason: string, words: object = { code: null, said: null }) => ({
    ok: true,
    value: { kind: "refused", reason, ...words },
  });
  const connectBy = (token: string | null, numberId: string, more = {}) =>
    run("connectNumber", second, { numberId, token, ...more });

  it("is not proven by the platform's token, nor by one that Meta refuses or that lists other numbers", async () => {
    expect(await connectBy(null, "10001")).toEqual(refusal("not_assigned"));
    expect(await connectBy("platform-x", "10001")).toEqual(refusal("token_refused"));
    expect(await connectBy(OWN_TOKEN, "10001")).toEqual(refusal("not_listed"));
    books.tokens.set("EAAforeign-app", ["1000"]);
    books.foreignTokens.add("EAAforeign-app");
    expect(await connectBy("EAAforeign-app", "10001")).toEqual(refusal("token_of_other_app"));
  });

  it("is proven by a token that names no WABA and has other scopes' names, where it does list the number", async () => {
    const token = "EAAof-a-signup";
    books.tokens.set(token, ["21000"]);
    books.targetless.add(token);
    books.addNumber("21001", "21000");
    books.tellsWabas = false;
    books.scopes = ["whatsapp_business_manage_events", "whatsapp_business_messaging"];
    expect(await connectBy(token, "21001")).toEqual(refusal("waba_unknown"));
    expect(await connectBy(token, "21001", { wabaId: "21000" })).toMatchObject({ value: { kind: "connected" } });
    expect(books.subscribed.has("21000")).toBe(true);
    books.tellsWabas = true;
  });

  it("is proven by the operator's assignment, to that tenant only", async () => {
    await database.tables.accountAssignment.create({
      data: { channel: "whatsapp", externalId: "10001", tenantId: second.tenantId },
    });
    expect(await run("connectNumber", first, { numberId: "10001", token: null })).toEqual(refusal("not_assigned"));
    expect(await run("lookUpNumber", second, { numberId: "10001", token: null })).toMatchObject({
      value: { ok: true },
    });
    expect(await connectBy(null, "10001")).toMatchObject({ ok: true, value: { kind: "connected" } });
  });

  it("when two tenants connect one number at once: one wins, the other is told", async () => {
    const results = await Promise.all(
      [first, second].map((owner) => run("connectNumber", owner, { numberId: "20002", token: OWN_TOKEN })),
    );
    const kinds = results.map((result) => (result.ok ? (result.value as { kind: string }).kind : result.code));
    expect(kinds.sort()).toEqual(["connected", "refused"]);
    expect(results).toContainEqual(refusal("taken"));
    expect(await database.tables.account.count({ where: { externalId: "20002" } })).toBe(1);
  });
});

describe("a signup", () => {
  const TOKEN = "EAAof-a-window";
  type View = { id: string; state: { kind: string } };
  const view = (result: ActionResult<unknown>): View => {
    if (!result.ok) throw new Error(result.code);
    return result.value as View;
  };
  const asked = (signupId: string): [Name, object][] => [
    ["retrySignup", { signupId, event: null }],
    ["chooseSignupNumber", { signupId, numberId: "30002" }],
    ["enterSignupPin", { signupId, pin: "424242" }],
  ];

  beforeAll(() => {
    books.tokens.set(TOKEN, ["30000"]);
    for (const id of ["30001", "30002"]) books.addNumber(id, "30000", { registered: false, callback });
    const number = books.numbers.get("30002");
    if (number) number.pin = "424242";
  });

  it("goes from Meta's code over a choice and a PIN to a number, by its own owner alone", async () => {
    expect(await run("readSignup", first, {})).toEqual({ ok: true, value: null });
    codes.set("code-1", TOKEN);
    const begun = view(await run("beginSignup", first, { code: "code-1", event: null }));
    expect(begun.state.kind).toBe("several_numbers");

    const stored = () => database.tables.whatsappSignup.findMany({ where: { id: begun.id } });
    const before = await stored();
    for (const [name, input] of asked(begun.id)) {
      expect(await run(name, second, input)).toEqual({ ok: false, code: "not_found" });
    }
    for (const [name, input] of asked(randomIds.newId())) {
      expect(await run(name, first, input)).toEqual({ ok: false, code: "not_found" });
    }
    expect(await stored()).toEqual(before);
    expect(await run("readSignup", second, {})).toEqual({ ok: true, value: null });

    const states: string[] = [];
    for (const [name, input] of asked(begun.id).slice(1)) states.push(view(await run(name, first, input)).state.kind);
    expect(states).toEqual(["pin_needed", "connected"]);
    const shown = await run("readSignup", first, {});
    expect(view(shown)).toMatchObject({
      id: begun.id,
      state: { kind: "connected", accountId: begun.id, pin: "proven" },
    });
    const account = await database.tables.account.findUniqueOrThrow({
      where: { id: begun.id },
      include: { whatsapp: true },
    });
    expect(account).toMatchObject({ tenantId: first.tenantId, externalId: "30002", confirmedAt: null });
    const traces = await database.tables.auditEntry.findMany({ where: { targetId: begun.id } });
    expect(traces.map(({ action, personId }) => [action, personId])).toEqual(
      Array(2).fill(["account.signup", first.personId]),
    );
    const written = JSON.stringify([shown, traces, account, await stored()]);
    for (const secret of [TOKEN, "424242", "135790", "sealedToken"]) expect(written).not.toContain(secret);
  });

  it("of two tenants who come with one number at the same instant: one wins, the other is told", async () => {
    codes.set("code-2", TOKEN).set("code-3", TOKEN);
    const event = { kind: "finished", wabaId: "30000", numberId: "30001" };
    const both = await Promise.all([
      run("beginSignup", first, { code: "code-2", event }),
      run("beginSignup", second, { code: "code-3", event }),
    ]);
    expect(both.map((result) => view(result).state.kind).sort()).toEqual(["connected", "failed"]);
    expect(both.map((result) => view(result).state)).toContainEqual({
      kind: "failed",
      step: "control",
      reason: "taken",
      code: null,
      said: null,
    });
    expect(await database.tables.account.count({ where: { externalId: "30001" } })).toBe(1);
    expect(books.subscribed.has("30000")).toBe(true);
  });

  it("stores that it was cancelled, and takes no other word of the browser's", async () => {
    const event = { kind: "cancelled", at: "PHONE_NUMBER_SETUP" };
    expect(view(await run("beginSignup", first, { code: null, event })).state).toEqual(event);
    expect(view(await run("readSignup", first, {})).state).toEqual(event);
    for (const wrong of [
      { code: "a b", event: null },
      { code: null, event: { kind: "connected", accountId: "x" } },
      { code: null, event: { kind: "finished", wabaId: "30000; --", numberId: null } },
      { code: null, event: { kind: "error", said: "x".repeat(501), errorId: null, sessionId: null } },
    ]) {
      expect(await run("beginSignup", first, wrong)).toMatchObject({ ok: false, code: "invalid_input" });
    }
  });

  it("is refused in words where the operator has not set it up", async () => {
    const without = { ...app, channels: { whatsapp: { connector: accounts, signup: null } } } as unknown as Application;
    expect(await runAction(without, first, SIGNUP_ACTIONS.readSignup, {})).toEqual({ ok: false, code: "not_found" });
  });
});

describe("createBusiness", () => {
  it("is refused to nobody, and makes one tenant of two clicks", async () => {
    expect(await createBusiness(app, null, { name: "X" })).toEqual({ ok: false, code: "unauthenticated" });
    const { id } = await database.tables.person.create({ data: { id: randomIds.newId(), email: "twice@example.com" } });
    const person = { id, email: "twice@example.com", tenant: null };
    const [one, other] = await Promise.all([1, 2].map((n) => createBusiness(app, person, { name: `Twice ${n}` })));
    expect(one).toEqual(other);
    expect(await database.tables.tenant.count({ where: { name: { startsWith: "Twice" } } })).toBe(1);
  });

  it("tells businesses of one name apart that are founded in the same minute", async () => {
    const found = async (email: string) => {
      const { id } = await database.tables.person.create({ data: { id: randomIds.newId(), email } });
      return createBusiness(app, { id, email, tenant: null }, { name: "Same Name" });
    };
    for (const at of [1, 2, 3]) expect(await found(`same-${at}@example.com`)).toMatchObject({ ok: true });
    const slugs = await database.tables.tenant.findMany({ where: { name: "Same Name" }, select: { slug: true } });
    expect(slugs.map(({ slug }) => slug)).toEqual(Array(3).fill(expect.stringMatching(/^same-name-[0-9a-f]{8}$/)));
    expect(new Set(slugs.map(({ slug }) => slug)).size).toBe(3);
  });
});
