import { afterEach, beforeEach, expect, test } from "vitest";
import { type StandInServer, startStandInServer } from "./stand-in-server";

let server: StandInServer;
let effects: string[];

beforeEach(async () => {
  effects = [];
  server = await startStandInServer({
    name: "test",
    host: "127.0.0.1",
    port: 0,
    describe: "a test",
    maxCalls: 50,
    routes: [
      {
        method: "POST",
        pattern: /^\/things\/([^/]+)$/,
        op: "make",
        errorBody: (fault) => ({ error: { code: fault.code } }),
        async handle({ params, fault }) {
          effects.push(params[0] ?? "");
          return { status: 201, body: { made: params[0], twice: fault?.kind === "duplicate" } };
        },
      },
      { method: "GET", pattern: /^\/page$/, op: "page", log: false, handle: async () => ({ status: 200, body: "hi" }) },
    ],
  });
});
afterEach(() => server.close());

const make = (name: string) =>
  fetch(`${server.url}/things/${name}?a=b`, { method: "POST", body: JSON.stringify({ name }) });
const control = (method: string, path: string, body?: unknown) =>
  fetch(`${server.url}/_sandbox/${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
const calls = async (): Promise<unknown[]> => {
  const list: unknown = await (await control("GET", "calls")).json();
  return Array.isArray(list) ? list : [];
};

test("answers, decodes parameters and logs", async () => {
  const answer = await make("a%20b");
  expect([answer.status, await answer.json()]).toEqual([201, { made: "a b", twice: false }]);
  await fetch(`${server.url}/page`);
  expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
  expect(await calls()).toEqual([
    {
      n: 1,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      method: "POST",
      path: "/things/a%20b?a=b",
      body: { name: "a%20b" },
      status: 201,
      answer: { made: "a b", twice: false },
    },
    expect.objectContaining({ n: 2, path: "/nowhere", status: 404 }),
  ]);
  await control("DELETE", "calls");
  expect(await calls()).toEqual([]);
});

test("faults: error and drops, each as often as asked for", async () => {
  await control("POST", "faults", [
    { op: "make", times: 2, kind: "error", status: 503, code: 131016 },
    { op: "make", times: 1, kind: "drop_before" },
    { op: "make", times: 1, kind: "drop_after" },
    { op: "make", times: 1, kind: "duplicate" },
  ]);
  for (const name of ["one", "two"]) {
    const answer = await make(name);
    expect([answer.status, await answer.json()]).toEqual([503, { error: { code: 131016 } }]);
  }
  await expect(make("three")).rejects.toThrow();
  await expect(make("four")).rejects.toThrow();
  expect(await (await make("five")).json()).toEqual({ made: "five", twice: true });
  expect(await (await make("six")).json()).toEqual({ made: "six", twice: false });
  expect(effects).toEqual(["four", "five", "six"]);
});

test("hold waits for release, before or after the effect; dropped leaves no effect", async () => {
  await control("POST", "faults", [
    { op: "make", times: 1, kind: "hold" },
    { op: "make", times: 1, kind: "hold", when: "after" },
    { op: "make", times: 1, kind: "hold" },
  ]);
  const pending = (n: number) => expect.poll(async () => (await calls()).length, { timeout: 5000 }).toBe(n);
  const first = make("first");
  await pending(1);
  expect(await calls()).toMatchObject([{ status: 0, answer: null }]);
  expect(effects).toEqual([]);
  expect(await (await control("POST", "release")).json()).toEqual({ released: 1 });
  expect((await first).status).toBe(201);

  const second = make("second");
  await expect.poll(() => effects).toEqual(["first", "second"]);
  await expect.poll(async () => (await control("POST", "release", { op: "make" })).json()).toEqual({ released: 1 });
  expect((await second).status).toBe(201);

  const third = make("third").catch(() => "dropped");
  await pending(3);
  await control("POST", "release", { drop: true });
  expect(await third).toBe("dropped");
  expect(effects).toEqual(["first", "second"]);
});

test("a wrong fault is refused by the name of its field, and faults can be cleared", async () => {
  const wrong = await control("POST", "faults", [{ op: "make", kind: "explode" }]);
  expect([wrong.status, await wrong.json()]).toEqual([400, { error: expect.stringContaining("faults[0].kind") }]);
  await control("POST", "faults", { op: "make", kind: "drop_before", times: 9 });
  await control("DELETE", "faults");
  expect((await make("fine")).status).toBe(201);
});

test("delay waits, and only the newest calls are kept", async () => {
  await control("POST", "faults", [{ op: "make", kind: "delay", ms: 80 }]);
  const began = Date.now();
  await make("slow");
  expect(Date.now() - began).toBeGreaterThanOrEqual(75);
  for (let n = 0; n < 70; n += 1) await make(String(n));
  const kept = await calls();
  expect(kept).toHaveLength(50);
  expect(kept.at(-1)).toMatchObject({ n: 71 });
});
