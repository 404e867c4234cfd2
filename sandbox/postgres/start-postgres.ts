/**
 * The sandbox's Postgres: PGlite (Postgres in WASM) with pgvector, reached over the Postgres protocol.
 *
 * Imitates: one database as one session, shared like a transaction pool: transactions, prepared statements of each
 * client, errors, notices, users and roles. Any database name and password are taken; `concierge` and `postgres` own
 * everything, any other user has to be a role of the database.
 * Doesn't: TLS, passwords, CancelRequest, COPY FROM STDIN, LISTEN/NOTIFY across clients, settings (but for the role that a
 * start-up asks for) and advisory locks per client (there is one session), parallel queries, autovacuum, fsync.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { emptyDatabase } from "./empty-database";
import { lockFolder } from "./folder-lock";
import { createSessionGate } from "./session-gate";
import { WireClient, type WireShared } from "./wire-client";
import { simpleQuery } from "./wire-messages";

export type SandboxPostgres = {
  /** For MIGRATE_DATABASE_URL: its user owns everything. */
  url: string;
  port: number;
  /** The whole database as a tar file, to be given to `startPostgres` as `snapshot`; no client may be connected. */
  dump(): Promise<Blob>;
  close(): Promise<void>;
};

/** Written into a data folder once it is whole: a start killed in the middle of making it leaves none. */
const wholeMark = "concierge-whole";

/**
 * Opens (or makes) the database in `dataDir`, null for one in memory, and listens on `host`:`port`; port 0 takes any
 * free one. `snapshot`, a dump or its file's path, is what a new database starts from.
 * @throws Error if a living process owns the folder, or the port is taken (EADDRINUSE)
 */
export async function startPostgres(options: {
  host: string;
  port: number;
  dataDir: string | null;
  snapshot?: Blob | string;
}): Promise<SandboxPostgres> {
  const folder = options.dataDir === null ? undefined : resolve(options.dataDir);
  const unlock = folder === undefined ? () => undefined : lockFolder(`${folder}.lock`);
  try {
    const database = await openDatabase(folder, options.snapshot);
    const listening = await listen(database, options.host, options.port).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    return {
      url: `postgres://concierge:concierge@${options.host}:${listening.port}/concierge`,
      port: listening.port,
      dump: () => database.dumpDataDir("gzip"),
      async close() {
        await listening.close();
        await database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openDatabase(folder: string | undefined, snapshot: Blob | string | undefined): Promise<PGlite> {
  const mark = folder === undefined ? undefined : join(folder, wholeMark);
  if (folder !== undefined && mark !== undefined) {
    if (existsSync(mark)) return PGlite.create({ dataDir: folder, extensions: { vector } });
    // Never deleted: it may be somebody's database after all.
    if (existsSync(folder)) await rename(folder, `${folder}.unfinished-${Date.now()}`);
    await mkdir(folder, { recursive: true });
  }
  const start =
    typeof snapshot === "string" ? new Blob([await readFile(snapshot)], { type: "application/x-gzip" }) : snapshot;
  const database = await PGlite.create({
    dataDir: folder,
    extensions: { vector },
    loadDataDir: start ?? (await emptyDatabase()),
  });
  if (mark !== undefined) await writeFile(mark, "");
  return database;
}

async function listen(database: PGlite, host: string, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const version = await database.query<{ server_version: string }>("show server_version");
  const shared: WireShared = {
    gate: createSessionGate<WireClient>(),
    serverVersion: version.rows[0]?.server_version ?? "18",
    lastHolder: undefined,
    actsAs: undefined,
    async execute(message) {
      const chunks: Buffer[] = [];
      // The stream variant: the other one keeps every answer it ever parsed. Its chunks lie in WASM memory: copy.
      await database.execProtocolRawStream(message, {
        syncToFs: false,
        onRawData: (data) => chunks.push(Buffer.from(data)),
      });
      return Buffer.concat(chunks);
    },
  };
  await shared.execute(simpleQuery("SET TIME ZONE 'UTC'"));
  const clients = new Set<WireClient>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    const client = new WireClient(socket, shared, count);
    clients.add(client);
    socket.on("close", () => client.end().finally(() => clients.delete(client)));
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      listening();
    });
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      await Promise.all([...clients].map((client) => client.end()));
      await closed;
    },
  };
}
