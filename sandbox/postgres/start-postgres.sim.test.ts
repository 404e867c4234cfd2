import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Pool } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type SandboxPostgres, startPostgres } from "./start-postgres";

const host = "127.0.0.1";
const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "concierge-postgres-"));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("over the Postgres protocol", { timeout: 60_000 }, () => {
  let server: SandboxPostgres;
  let pool: Pool;
  beforeAll(async () => {
    server = await startPostgres({ host, port: 0, dataDir: null });
    pool = new Pool({ connectionString: server.url, max: 5, options: "-c TimeZone=UTC" });
    await pool.query("create table notes (id serial primary key, text text not null unique)");
  }, 60_000);
  afterEach(() => pool.query("truncate notes"));
  afterAll(async () => {
    await pool?.end();
    await server?.close();
  });

  test("keeps transactions of several connections apart", async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const client = await pool.connect();
        try {
          await client.query("begin");
          await client.query("insert into notes (text) values ($1)", [`note ${n}`]);
          const seen = await client.query("select text from notes where text = $1", [`note ${n}`]);
          expect(seen.rows).toEqual([{ text: `note ${n}` }]);
          await client.query(n % 2 === 0 ? "commit" : "rollback");
        } finally {
          client.release();
        }
      }),
    );
    const { rows } = await pool.query("select count(*)::int as n from notes");
    expect(rows).toEqual([{ n: 20 }]);
  });

  test("rolls back and goes on when a client dies in a transaction", async () => {
    const dying = new Client({ connectionString: server.url });
    dying.on("error", () => undefined);
    await dying.connect();
    await dying.query("begin");
    await dying.query("insert into notes (text) values ('lost')");
    const waiting = pool.query("select count(*)::int as n from notes");
    if (!("stream" in dying.connection)) throw new Error("pg changed: no stream to destroy");
    dying.connection.stream.destroy();
    expect((await waiting).rows).toEqual([{ n: 0 }]);
  });

  test("doesn't mix up equal statement names of two clients", async () => {
    const [one, two] = await Promise.all([pool.connect(), pool.connect()]);
    try {
      for (let round = 0; round < 3; round += 1) {
        const a = await one.query({ name: "same", text: "select $1::int + 1 as n", values: [round] });
        const b = await two.query({ name: "same", text: "select $1::text || '!' as t", values: [`${round}`] });
        expect([a.rows[0], b.rows[0]]).toEqual([{ n: round + 1 }, { t: `${round}!` }]);
      }
    } finally {
      one.release();
      two.release();
    }
  });

  test("forgets the statements of a client that left", async () => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query({ name: "left behind", text: "select 1" });
    await client.end();
    await expect
      .poll(
        async () => (await pool.query("select name from pg_prepared_statements where name like '%left behind'")).rows,
      )
      .toEqual([]);
  });

  test("lets each client act as its user and role, whoever had the session before", async () => {
    await pool.query("create role shopper; create role clerk; grant clerk to shopper");
    const as = (user: string, options = "") => {
      const url = new URL(server.url);
      url.username = user;
      return new Pool({ connectionString: url.href, options, max: 1 });
    };
    const [shopper, clerk, stranger] = [as("shopper"), as("concierge", "-c role=clerk"), as("nobody_here")];
    const who = async (of: Pool) =>
      (await of.query("select session_user::text as s, current_user::text as c")).rows.map(({ s, c }) => `${s} ${c}`);
    const owner = await who(pool);
    for (let round = 0; round < 3; round += 1) {
      expect([await who(shopper), await who(clerk), await who(pool)]).toEqual([
        ["shopper shopper"],
        [`${owner[0]?.split(" ")[0]} clerk`],
        owner,
      ]);
    }
    await expect(shopper.query("select * from notes")).rejects.toMatchObject({ code: "42501" });
    await expect(shopper.query("set role concierge_nobody")).rejects.toThrow(/does not exist/);
    // What a client sets itself is its own as well.
    await shopper.query("set role clerk");
    expect([await who(pool), await who(shopper)]).toEqual([owner, ["shopper shopper"]]);
    await expect(stranger.query("select 1")).rejects.toMatchObject({ code: "28000" });
    expect(await who(pool)).toEqual(owner);
    await Promise.all([shopper, clerk, stranger].map((one) => one.end()));
  });

  test("reports errors with their code and stays usable, inside and outside of a transaction", async () => {
    await pool.query("insert into notes (text) values ('once')");
    const again = pool.query("insert into notes (text) values ($1)", ["once"]);
    await expect(again).rejects.toMatchObject({ code: "23505", constraint: "notes_text_key" });
    const client = await pool.connect();
    await client.query("begin");
    await expect(client.query("select no_such_column from notes where id = $1", [1])).rejects.toMatchObject({
      code: "42703",
    });
    await expect(client.query("select 1")).rejects.toMatchObject({ code: "25P02" });
    await client.query("rollback");
    client.release();
    expect((await pool.query("select count(*)::int as n from notes")).rows).toEqual([{ n: 1 }]);
  });

  test("holds vectors, large values and UTC", async () => {
    await pool.query("create extension if not exists vector");
    const distance = await pool.query("select '[1,2,3]'::vector(3) <-> '[1,2,4]'::vector(3) as d");
    expect(distance.rows).toEqual([{ d: 1 }]);
    const large = "ä".repeat(1_500_000);
    expect((await pool.query("select $1::text as t", [large])).rows[0].t.length).toBe(large.length);
    const zone = await pool.query("show TimeZone");
    expect(zone.rows).toEqual([{ TimeZone: "UTC" }]);
    const now = await pool.query<{ now: Date }>("select now()::timestamp as now, now() as instant");
    expect(
      Math.abs(Date.now() - new Date(now.rows[0]?.now ?? 0).getTime() + new Date().getTimezoneOffset() * 60_000),
    ).toBeLessThan(60_000);
  });
});

describe("the data folder", { timeout: 60_000 }, () => {
  test("keeps rows over a restart, refuses a second owner, takes over from a dead one", async () => {
    const dataDir = join(newFolder(), "postgres");
    const first = await startPostgres({ host, port: 0, dataDir });
    await withClient(first, (client) => client.query("create table kept as select 7 as n"));
    await expect(startPostgres({ host, port: 0, dataDir })).rejects.toThrow(`process ${process.pid}`);
    await first.close();
    expect(existsSync(`${dataDir}.lock`)).toBe(false);

    writeFileSync(`${dataDir}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, started: "1" }));
    const second = await startPostgres({ host, port: 0, dataDir });
    expect(await withClient(second, async (client) => (await client.query("select n from kept")).rows)).toEqual([
      { n: 7 },
    ]);
    await second.close();
  });

  test("starts from a snapshot", async () => {
    const first = await startPostgres({ host, port: 0, dataDir: null });
    await withClient(first, (client) => client.query("create table copied as select 8 as n"));
    const snapshot = await first.dump();
    await first.close();
    const second = await startPostgres({ host, port: 0, dataDir: null, snapshot });
    expect(await withClient(second, async (client) => (await client.query("select n from copied")).rows)).toEqual([
      { n: 8 },
    ]);
    await second.close();
  });
});

async function withClient<T>(server: SandboxPostgres, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
