import { describe, expect, it } from "vitest";
import { UpstreamError } from "@/lib/core/errors";
import type { Mail } from "@/lib/core/send-mail.port";
import { type AiIncident, type AiIncidentStore, createAiIncidents } from "./ai-incident";

const refusal = { status: 404, code: "model_not_found", parameter: "model" };
const REFUSED = new UpstreamError("ai", "generate", false, "HTTP 404", { refusal });
const LATE = new UpstreamError("ai", "generate", true, "time-out");

function createStore() {
  let open: AiIncident | null = null;
  const store: AiIncidentStore = {
    open: async (incident) => {
      if (open) return false;
      open = incident;
      return true;
    },
    read: async () => open,
    close: async (call) => {
      if (open?.call !== call) return false;
      open = null;
      return true;
    },
  };
  return store;
}

function createProcess(store: AiIncidentStore, change: { sendMail?: () => Promise<void>; operatorEmail?: null } = {}) {
  const mails: Mail[] = [];
  const logged: [string, object][] = [];
  const log = (event: string, fields = {}): void => void logged.push([event, fields]);
  const state = { nowMs: 0 };
  const incidents = createAiIncidents({
    store,
    sendMail: change.sendMail ?? (async (mail) => void mails.push(mail)),
    operatorEmail: change.operatorEmail === null ? undefined : "operator@sandbox.example",
    clock: { now: () => new Date(state.nowMs) },
    log: { info: log, warn: log, error: log },
  });
  const call = (name: string, error: Error | null) =>
    incidents
      .watch(name, async () => {
        if (error) throw error;
        return "answer";
      })()
      .catch((thrown: unknown) => thrown);
  /** What is noted beside a call is noted after it. */
  const ask = async (name: string, error: Error | null) => {
    const answer = await call(name, error);
    await new Promise((resolve) => setImmediate(resolve));
    return answer;
  };
  return { incidents, mails, logged, state, ask };
}

describe("an AI that refuses the installation", () => {
  it("is told once, however many ask, in the log, by mail and to whoever asks", async () => {
    const store = createStore();
    const [one, other] = [createProcess(store), createProcess(store)];
    for (let turn = 0; turn < 4; turn += 1) {
      expect(await one.ask("judge", REFUSED)).toBe(REFUSED);
      expect(await other.ask("generate", REFUSED)).toBe(REFUSED);
    }
    expect([...one.logged, ...other.logged]).toEqual([["ai.refused", { ...refusal, call: "judge" }]]);
    const mails = [...one.mails, ...other.mails];
    expect(mails.map(({ to }) => to)).toEqual(["operator@sandbox.example"]);
    expect(mails[0]?.text).toMatch(/HTTP 404, code model_not_found, parameter model/);
    expect(await other.incidents.read()).toEqual({ ...refusal, call: "judge", since: "1970-01-01T00:00:00.000Z" });
  });

  it("ends with the first answer to what was refused, also in another process, and is told anew after that", async () => {
    const store = createStore();
    const [one, other] = [createProcess(store), createProcess(store)];
    await other.ask("judge", null);
    await one.ask("judge", REFUSED);
    await one.ask("generate", null);
    await other.ask("judge", null);
    expect(await store.read()).not.toBeNull();
    other.state.nowMs = 61_000;
    expect(await other.ask("judge", null)).toBe("answer");
    expect(await store.read()).toBeNull();
    one.state.nowMs = 3_600_000;
    await one.ask("judge", REFUSED);
    await one.ask("judge", null);
    expect(await store.read()).toBeNull();
    expect(one.mails).toHaveLength(2);
  });

  it("mails once in an hour where some calls are answered and others refused", async () => {
    const { ask, mails, state } = createProcess(createStore());
    for (state.nowMs = 0; state.nowMs < 3_600_000; state.nowMs += 600_000) {
      await ask("generate", REFUSED);
      await ask("generate", null);
    }
    expect(mails).toHaveLength(1);
  });

  it("is not what is only late", async () => {
    const { ask, logged, incidents } = createProcess(createStore());
    expect(await ask("generate", LATE)).toBe(LATE);
    expect(logged).toEqual([]);
    expect(await incidents.read()).toBeNull();
  });

  it("is told again when the mail could not be sent, and does without an address", async () => {
    const store = createStore();
    let tries = 0;
    const failing = async () => {
      tries += 1;
      throw new UpstreamError("smtp", "send", true, "ECONNECTION");
    };
    const { ask, logged } = createProcess(store, { sendMail: failing });
    await ask("generate", REFUSED);
    await ask("generate", REFUSED);
    expect(tries).toBe(2);
    expect(logged.filter(([event]) => event === "ai.refused")).toHaveLength(1);
    const silent = createProcess(store, { operatorEmail: null });
    await silent.ask("generate", REFUSED);
    expect(silent.logged).toHaveLength(1);
    expect(silent.mails).toEqual([]);
  });

  it("never makes a call fail when the store is away", async () => {
    const away = () => Promise.reject(new UpstreamError("redis", "x", true, "not reached"));
    const { ask, incidents } = createProcess({ open: away, read: away, close: away });
    expect(await ask("generate", null)).toBe("answer");
    expect(await ask("generate", REFUSED)).toBe(REFUSED);
    expect(await incidents.read()).toBeNull();
  });
});
