/** Everything that the programs of one stack read from their environment. Nothing of the test's own comes along. */

import { createServer, type Server } from "node:net";

/** Settings of the pipeline in seconds (and counts), by the names of their variables. */
export type StackSettings = Readonly<Record<string, number>>;

/**
 * For the stories of a browser, where nothing dies: what they wait for comes of the step before, and no sweep that happens
 * to pass may stand in for it. Beside that, sweeps each second took more processor time than the pages.
 */
export const storySettings: StackSettings = { SWEEP_SECONDS: 3_600 };

/** Crashes are to be over within seconds; a lone conversation needs a fraction of these. */
export const hastySettings: StackSettings = {
  LEASE_SECONDS: 1.6,
  SEND_TIMEOUT_SECONDS: 1.5,
  UNKNOWN_HOLD_SECONDS: 1.5,
  SWEEP_SECONDS: 1,
  TURN_LIFE_SECONDS: 60,
  LOST_AFTER_SECONDS: 60,
};

/** For tests in which a call to Meta waits while something else is stopped. */
export const steadySettings: StackSettings = { ...hastySettings, LEASE_SECONDS: 4, SEND_TIMEOUT_SECONDS: 3.5 };

/** For floods: a slow machine that is busy must not be taken for a dead one. */
export const patientSettings: StackSettings = {
  ...hastySettings,
  LEASE_SECONDS: 30,
  SEND_TIMEOUT_SECONDS: 10,
  UNKNOWN_HOLD_SECONDS: 90,
  SWEEP_SECONDS: 1,
  TURN_LIFE_SECONDS: 600,
  LOST_AFTER_SECONDS: 390,
};

export const redisToken = "e2e-redis-token";
export const appSecret = "e2e-app-secret";
const accessToken = "e2e-access-token";
/** The stories of one stack share one sign-in of the demo owner, but for the one that tells of signing in. */
export const mailsPerAddress = 5;
export const cronSecret = "e2e-cron-secret";

export type StackPorts = Record<
  "door" | "meta" | "redis" | "redisLine" | "postgres" | "mail" | "smtp" | "workersAi" | "stripe",
  number
>;

const address = (port: number): string => `http://127.0.0.1:${port}`;

/** The app's own, whom row-level security binds. */
export const databaseUrl = (port: number): string => `postgres://concierge_app:concierge@127.0.0.1:${port}/concierge`;

/** Whoever owns the tables: for the migration, and to look at what became of rows. */
export const ownerUrl = (port: number): string => `postgres://concierge:concierge@127.0.0.1:${port}/concierge`;

/** For the stand-ins and the commands; an instance of the app replaces what its own lines are. */
export function stackEnvironment(ports: StackPorts, dataFolder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "",
    NEXT_TELEMETRY_DISABLED: "1",
    SANDBOX_DATA: dataFolder,
    SANDBOX_META_PORT: String(ports.meta),
    SANDBOX_REDIS_PORT: String(ports.redis),
    SANDBOX_POSTGRES_PORT: String(ports.postgres),
    SANDBOX_MAIL_PORT: String(ports.mail),
    SANDBOX_SMTP_PORT: String(ports.smtp),
    // Empty, not absent: programs that read `.env` would fill in what a developer has there.
    REDIS_URL: "",
    PORT: String(ports.door),
    APP_URL: address(ports.door),
    DATABASE_URL: databaseUrl(ports.postgres),
    MIGRATE_DATABASE_URL: ownerUrl(ports.postgres),
    UPSTASH_REDIS_REST_URL: address(ports.redisLine),
    UPSTASH_REDIS_REST_TOKEN: redisToken,
    META_GRAPH_URL: address(ports.meta),
    META_APP_ID: "300000000000001",
    META_APP_SECRET: appSecret,
    WHATSAPP_VERIFY_TOKEN: "e2e-verify-token",
    WHATSAPP_ACCESS_TOKEN: accessToken,
    WHATSAPP_WABA_ID: "100000000000001",
    META_SIGNUP_CONFIG_ID: "400000000000001",
    META_SDK_URL: `${address(ports.meta)}/en_US/sdk.js`,
    META_SIGNUP_ORIGINS: address(ports.meta),
    SANDBOX_WORKERS_AI_PORT: String(ports.workersAi),
    WORKERS_AI_URL: `${address(ports.workersAi)}/client/v4`,
    CLOUDFLARE_ACCOUNT_ID: "e2e-account",
    CLOUDFLARE_API_TOKEN: "e2e-ai-token",
    SANDBOX_STRIPE_PORT: String(ports.stripe),
    STRIPE_API_URL: address(ports.stripe),
    STRIPE_SECRET_KEY: "sk_test_e2e",
    STRIPE_WEBHOOK_SECRET: "whsec_e2e",
    ENCRYPTION_KEYS: `e2e:${Buffer.alloc(32, 7).toString("base64")}`,
    CRON_SECRET: cronSecret,
    NEXTAUTH_SECRET: "e2e-nextauth-secret",
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    MAIL_FROM: "Concierge <concierge@e2e.example>",
    OPERATOR_EMAIL: "operator@e2e.example",
    SIGN_IN_MAILS_PER_ADDRESS: String(mailsPerAddress),
    SIGN_IN_MAILS_PER_CLIENT: "1000",
    LOG_LEVEL: "debug",
  };
}

export const environmentOfSettings = (settings: StackSettings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));

/**
 * Below what systems hand to outgoing connections (Linux from 32768, others from 49152): such a one would take a port in
 * the moment between this look and its use. Each of Playwright's workers has a range of its own, for the same reason.
 */
const FIRST_PORT = 12_000;
const PORTS_PER_WORKER = 5_000;
const WORKERS = 4;

/** So many different ports of 127.0.0.1 that nobody has now. All are taken at once, so that none comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const worker = Number(process.env.TEST_PARALLEL_INDEX ?? WORKERS - 1) % WORKERS;
  const first = FIRST_PORT + worker * PORTS_PER_WORKER;
  const servers: Server[] = [];
  let place = Math.floor(Math.random() * PORTS_PER_WORKER);
  for (let tries = 0; servers.length < count; tries += 1) {
    if (tries > PORTS_PER_WORKER) throw new Error(`no ${count} ports are free from ${first} on`);
    const server = await listenAt(first + place);
    if (server) servers.push(server);
    place = (place + 1) % PORTS_PER_WORKER;
  }
  const ports = servers.map((server) => {
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("a listening server has no address");
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

/** Null when somebody has the port. */
function listenAt(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
