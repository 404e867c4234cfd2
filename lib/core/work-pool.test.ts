import { describe, expect, it } from "vitest";
import { createWorkPool } from "./work-pool";

type Row = { tenant: string; name: string };

/** A queue, oldest first, of which work is ended by hand. */
class Bench {
  nowMs = 0;
  queue: Row[] = [];
  readonly underWay = new Map<string, (failed: boolean) => void>();
  readonly done: string[] = [];

  readonly ring = createWorkPool<{ tenants: string[]; row: Row }>({
    atOnce: 4,
    perTenant: 2,
    perRing: 20,
    restMs: 1_000,
    now: () => this.nowMs,
    claim: async (except) => {
      const at = this.queue.findIndex(({ tenant }) => !except.includes(tenant));
      const [row] = at < 0 ? [] : this.queue.splice(at, 1);
      return row ? { tenants: [row.tenant], row } : null;
    },
    work: ({ row }) =>
      new Promise((resolve) => {
        this.underWay.set(row.name, (failed) => {
          this.underWay.delete(row.name);
          this.done.push(row.name);
          resolve(failed ? [row.tenant] : []);
        });
      }),
  });

  add(tenant: string, ...names: string[]): void {
    this.queue.push(...names.map((name) => ({ tenant, name })));
  }

  get names(): string[] {
    return [...this.underWay.keys()];
  }

  async end(name: string, failed = false): Promise<void> {
    this.underWay.get(name)?.(failed);
    await settle();
  }

  async endAll(failed = false): Promise<void> {
    while (this.underWay.size > 0) for (const name of this.names) await this.end(name, failed);
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a work pool", () => {
  it("leaves room for others beside a tenant whose calls never end", async () => {
    const bench = new Bench();
    bench.add("slow", "s1", "s2", "s3", "s4");
    void bench.ring();
    await settle();
    expect(bench.names).toEqual(["s1", "s2"]);
    bench.add("other", "o1");
    void bench.ring();
    await settle();
    expect(bench.names).toEqual(["s1", "s2", "o1"]);
    await bench.end("o1");
    expect(bench.done).toEqual(["o1"]);
  });

  it("has no more under way than it may, however often it is rung, and ends when nothing is left", async () => {
    const bench = new Bench();
    for (const tenant of ["a", "b", "c"]) bench.add(tenant, `${tenant}1`, `${tenant}2`);
    const rung = Promise.all(Array.from({ length: 5 }, () => bench.ring()));
    await settle();
    expect(bench.names).toHaveLength(4);
    await bench.endAll();
    await rung;
    expect(bench.done).toHaveLength(6);
  });

  it("takes no more of a long queue for one ring than it may", async () => {
    const bench = new Bench();
    bench.add("a", ...Array.from({ length: 60 }, (_, index) => `a${index}`));
    const rung = bench.ring();
    await settle();
    await bench.endAll();
    await rung;
    // One that was being claimed when the last place was taken comes on top.
    expect(bench.done.length).toBeGreaterThanOrEqual(20);
    expect(bench.done.length).toBeLessThan(20 + 4);
  });

  it("sees what came while it looked for the last time", async () => {
    const done: string[] = [];
    const queue: string[] = [];
    let looked = 0;
    const ring = createWorkPool({
      atOnce: 1,
      perTenant: 1,
      perRing: 6,
      restMs: 0,
      now: () => 0,
      claim: async () => {
        const name = queue.shift();
        looked += 1;
        if (looked === 1) {
          // Too late for this look, and rung while the only worker is still in it.
          queue.push("late");
          void ring();
        }
        return name === undefined ? null : { tenants: [name], name };
      },
      work: async ({ name }) => {
        done.push(name);
        return [];
      },
    });
    await ring();
    expect(done).toEqual(["late"]);
  });

  it("lets a tenant rest whose call failed, and goes on with the others", async () => {
    const bench = new Bench();
    bench.add("bad", "b1", "b2", "b3");
    bench.add("good", "g1");
    const rung = bench.ring();
    await settle();
    await bench.end("b1", true);
    await bench.end("b2", true);
    await bench.endAll();
    await rung;
    expect(bench.done).toEqual(["b1", "b2", "g1"]);
    void bench.ring();
    await settle();
    expect(bench.names).toEqual([]);
    bench.nowMs = 1_000;
    void bench.ring();
    await settle();
    expect(bench.names).toEqual(["b3"]);
  });

  it("ends a tenant's rest when the tenant asks, and nobody else's", async () => {
    const bench = new Bench();
    bench.add("asks", "a1");
    bench.add("waits", "w1");
    const rung = bench.ring();
    await settle();
    await bench.endAll(true);
    await rung;
    bench.add("asks", "a2");
    bench.add("waits", "w2");
    void bench.ring("asks");
    await settle();
    expect(bench.names).toEqual(["a2"]);
  });

  it("gives no rest to a tenant that asked while its job was under way, but for the next failure", async () => {
    const bench = new Bench();
    bench.add("asks", "a1");
    const rung = bench.ring();
    await settle();
    void bench.ring("asks");
    await settle();
    bench.add("asks", "a2", "a3");
    await bench.end("a1", true);
    expect(bench.names).toEqual(["a2"]);
    await bench.end("a2", true);
    await rung;
    expect(bench.names).toEqual([]);
  });

  it("excuses only the jobs that were under way when the tenant asked, however its jobs overlap", async () => {
    const bench = new Bench();
    bench.add("asks", "a1", "a2", "a3", "a4");
    const rung = bench.ring();
    await settle();
    void bench.ring("asks");
    await settle();
    await bench.end("a1", true);
    expect(bench.names).toEqual(["a2", "a3"]);
    await bench.end("a3", true);
    await bench.end("a2", true);
    await rung;
    expect(bench.done).toEqual(["a1", "a3", "a2"]);
  });

  it("stops when three tenants fail in a row: the service is down", async () => {
    const bench = new Bench();
    for (let index = 0; index < 12; index += 1) bench.add(`t${index}`, `t${index}`);
    const rung = bench.ring();
    await settle();
    await bench.endAll(true);
    await rung;
    expect(bench.done).toEqual(["t0", "t1", "t2", "t3", "t4", "t5"]);
  });

  it("says what went wrong, and works on with the next ring", async () => {
    let broken = true;
    const done: string[] = [];
    const queue = ["a"];
    const ring = createWorkPool({
      atOnce: 2,
      perTenant: 1,
      perRing: 6,
      restMs: 0,
      now: () => 0,
      claim: async () => {
        if (broken) throw new Error("no database");
        const name = queue.shift();
        return name === undefined ? null : { tenants: [name], name };
      },
      work: async ({ name }) => {
        done.push(name);
        return [];
      },
    });
    await expect(ring()).rejects.toThrow("no database");
    broken = false;
    await ring();
    expect(done).toEqual(["a"]);
  });
});
