import pg from "pg";
import type { Prisma } from "../generated/client";

declare const row: unique symbol;

/** One statement with its parameters. `name`: under which each connection keeps it planned; one name, one text. */
export type Statement<Row = unknown> = {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
  readonly [row]?: Row;
};

export function statement<Row = unknown>(name: string, sql: Prisma.Sql): Statement<Row> {
  return { name, text: sql.text, values: sql.values };
}

export type RowsOf<Statements extends readonly Statement[]> = {
  [At in keyof Statements]: Statements[At] extends Statement<infer Row> ? Row[] : never;
};

/** Whether connections keep statements by name. A pooler that knows no names (PgBouncer before 1.21) wants `unnamed`. */
export type StatementNames = "named" | "unnamed";

/**
 * Statements that are known before the first is answered go to Postgres together and come back together: one transaction
 * in one round trip (docs/decisions/16). For the steps that every message takes; all else goes through Prisma.
 */
export type StatementBatches = {
  /**
   * The rows of each statement, in order. The first error of any rejects, and none of them has had an effect, unless it is
   * the connection that broke: then nobody knows, as with any transaction.
   */
  run<const Statements extends readonly Statement[]>(
    scope: Statement,
    statements: Statements,
  ): Promise<RowsOf<Statements>>;
  end(): Promise<void>;
};

/** Beside Prisma's: what people click must not keep customers waiting, nor the other way round. */
const CONNECTIONS = 4;

/** Far above what any takes: a machine with much else to do is no fault of the code. In ms. */
const TIME_OUT_MS = 20_000;

const BEGIN: Statement = { name: "begin", text: "BEGIN", values: [] };
const COMMIT: Statement = { name: "commit", text: "COMMIT", values: [] };

/** Errors of a statement, by SQLSTATE class: the connection that told of them is still good. */
const OF_A_STATEMENT = /^(22|23|25|40|42|54|55)/;

/**
 * A plan made for a statement's parameters costs more than it saves: without `force_generic_plan` Postgres plans each of
 * these anew, every time, for twice the work. The plan is kept while its tables grow: one that was made while they were
 * small, or not analysed yet, must not read or hash them whole, and all of these have a key to go by, row by row.
 */
const PLANNING = [
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

/** A plan that was made while a table was empty may go by any of its keys. It ends with its connection. */
const LIFETIME_S = 60;

/** Connects lazily, in the same role as Prisma's connections. */
export function createStatementBatches(databaseUrl: string, names: StatementNames): StatementBatches {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    options: `-c TimeZone=UTC -c role=concierge_app ${PLANNING}`,
    max: CONNECTIONS,
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: LIFETIME_S,
    query_timeout: TIME_OUT_MS,
  });
  // A connection that dies idle is taken out of the pool by it. Unheard, its error would end the process: so would that of
  // one whose end comes together with its beginning, before anybody who waits for it can listen.
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  const send = (client: pg.PoolClient, { name, text, values }: Statement): Promise<pg.QueryResult> =>
    client.query(names === "named" ? { name, text, values } : { text, values });

  return {
    async run(scope, statements) {
      const client = await pool.connect();
      const sent = [BEGIN, scope, ...statements, COMMIT].map((one) => send(client, one));
      const answers = await Promise.allSettled(sent);
      const failed = answers.find((answer) => answer.status === "rejected");
      client.release(failed && !isOfAStatement(failed.reason));
      if (failed) throw failed.reason;
      const rows = answers.map((answer) => (answer.status === "fulfilled" ? answer.value.rows : []));
      return rows.slice(2, -1) as RowsOf<typeof statements>;
    },
    end: () => pool.end(),
  };
}

/** Whoever waits for a query of the connection is told by its own rejection. */
const ignore = (): void => undefined;

function isOfAStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && OF_A_STATEMENT.test(error.code ?? "");
}
