import { randomBytes } from "node:crypto";
import pg from "pg";
import { startPostgres } from "../postgres/start-postgres";

/** An empty database for a test: on the server that `TEST_DATABASE_URL` names, else one of the sandbox's. Close it. */
export async function freshDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  return given ? createOnServer(given) : startPostgres({ host: "127.0.0.1", port: 0, dataDir: null });
}

async function createOnServer(serverUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const name = `concierge_test_${randomBytes(6).toString("hex")}`;
  const withServer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await withServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, close: () => withServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}
