import { describeModels } from "./workers-ai/encoder-packages";

export type Part = {
  name: "app" | "database" | "redis" | "meta" | "workers-ai" | "mail" | "stripe";
  address: string;
  /** True if the sandbox plays it. */
  standIn: boolean;
  note: string;
};

export type SandboxPorts = Record<
  "app" | "meta" | "workers-ai" | "stripe" | "redis" | "postgres" | "mail" | "smtp",
  number
>;

type Env = Readonly<Record<string, string | undefined>>;

const host = "127.0.0.1";

/** A port of its own for each, and the variable that moves it. */
const portVariables = {
  app: { variable: "PORT", usual: 3000 },
  meta: { variable: "SANDBOX_META_PORT", usual: 4010 },
  "workers-ai": { variable: "SANDBOX_WORKERS_AI_PORT", usual: 4020 },
  stripe: { variable: "SANDBOX_STRIPE_PORT", usual: 4030 },
  redis: { variable: "SANDBOX_REDIS_PORT", usual: 4040 },
  postgres: { variable: "SANDBOX_POSTGRES_PORT", usual: 4060 },
  mail: { variable: "SANDBOX_MAIL_PORT", usual: 4050 },
  smtp: { variable: "SANDBOX_SMTP_PORT", usual: 4051 },
} as const satisfies Record<keyof SandboxPorts, { variable: string; usual: number }>;

export const portVariable = (part: keyof SandboxPorts): string => portVariables[part].variable;

/** The ports of this start. @throws Error that names a variable which is no port number (1 to 65535) */
export function sandboxPorts(env: Env): SandboxPorts {
  const read = (part: keyof SandboxPorts): number => {
    const { variable, usual } = portVariables[part];
    const given = env[variable];
    if (!given) return usual;
    const port = Number(given);
    if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
    throw new Error(`${variable}: expected a port number from 1 to 65535, found "${given}"`);
  };
  const { appUrl } = env.PORT ? { appUrl: undefined } : { appUrl: readUrl(env.APP_URL) };
  const app = appUrl && isLoopback(appUrl) && appUrl.port !== "" ? Number(appUrl.port) : read("app");
  return {
    app,
    meta: read("meta"),
    "workers-ai": read("workers-ai"),
    stripe: read("stripe"),
    redis: read("redis"),
    postgres: read("postgres"),
    mail: read("mail"),
    smtp: read("smtp"),
  };
}

/** Where the stand-ins keep what they keep: SANDBOX_DATA, `.sandbox` if not set. */
export const sandboxDataFolder = (env: Env): string => env.SANDBOX_DATA || ".sandbox";

/**
 * What to fill in for everything that is not configured: the addresses and secrets of the stand-ins. A service that is
 * configured to be elsewhere gets nothing, so that the app names the secrets of it that are missing; and if APP_URL is
 * not on this machine, nothing is filled in at all. `missing`: packages of the stand-in's encoder that are not installed.
 */
export function sandboxEnvironment(
  env: Env,
  missing: readonly string[] = [],
): { values: Record<string, string>; parts: Part[] } {
  const ports = sandboxPorts(env);
  const given = env.APP_URL;
  const appUrl = given || `http://localhost:${ports.app}`;
  const local = isLoopback(readUrl(appUrl));
  const addresses = {
    database: `postgres://concierge_app:concierge@${host}:${ports.postgres}/concierge`,
    migrate: `postgres://concierge:concierge@${host}:${ports.postgres}/concierge`,
    redis: `http://${host}:${ports.redis}`,
    meta: `http://${host}:${ports.meta}`,
    workersAi: `http://${host}:${ports["workers-ai"]}/client/v4`,
    smtp: `smtp://${host}:${ports.smtp}`,
    stripe: `http://${host}:${ports.stripe}`,
  };
  const plays = (variable: string, address: string): boolean =>
    local && (!env[variable] || sameAddress(env[variable], address));
  const played = {
    database: plays("DATABASE_URL", addresses.database),
    redis: plays("UPSTASH_REDIS_REST_URL", addresses.redis),
    meta: plays("META_GRAPH_URL", addresses.meta),
    // Its address has a default: a real account is set by its id and token alone.
    workersAi:
      plays("WORKERS_AI_URL", addresses.workersAi) && (!env.CLOUDFLARE_API_TOKEN || Boolean(env.WORKERS_AI_URL)),
    mail: plays("SMTP_URL", addresses.smtp),
    // The same: a key alone is the real Stripe.
    stripe: plays("STRIPE_API_URL", addresses.stripe) && (!env.STRIPE_SECRET_KEY || Boolean(env.STRIPE_API_URL)),
  };
  const wanted: Record<string, string> = {
    ...(local && {
      PORT: String(ports.app),
      APP_URL: appUrl,
      // Not a secret: everybody has it. A start that isn't on loopback refuses it.
      ENCRYPTION_KEYS: `sandbox:${Buffer.from("concierge sandbox key, not secret".slice(0, 32)).toString("base64")}`,
      CRON_SECRET: "sandbox-cron-secret",
      NEXTAUTH_SECRET: "sandbox-nextauth-secret",
    }),
    ...(played.database && { DATABASE_URL: addresses.database, MIGRATE_DATABASE_URL: addresses.migrate }),
    ...(played.redis && { UPSTASH_REDIS_REST_URL: addresses.redis, UPSTASH_REDIS_REST_TOKEN: "sandbox-redis-token" }),
    ...(played.meta && {
      META_GRAPH_URL: addresses.meta,
      META_APP_ID: "sandbox-app",
      META_APP_SECRET: "sandbox-app-secret",
      WHATSAPP_VERIFY_TOKEN: "sandbox-verify-token",
      WHATSAPP_ACCESS_TOKEN: "sandbox-access-token",
      WHATSAPP_WABA_ID: "100000000000001",
      META_SIGNUP_CONFIG_ID: "400000000000001",
      META_SDK_URL: `${addresses.meta}/en_US/sdk.js`,
      META_SIGNUP_ORIGINS: addresses.meta,
    }),
    ...(played.mail && {
      SMTP_URL: addresses.smtp,
      MAIL_FROM: "Concierge <concierge@demo.example>",
      OPERATOR_EMAIL: "operator@sandbox.example",
      // Whoever tries things out asks for more links than a person does, all from one machine.
      SIGN_IN_MAILS_PER_ADDRESS: "1000",
      SIGN_IN_MAILS_PER_CLIENT: "1000",
    }),
    ...(played.workersAi && {
      WORKERS_AI_URL: addresses.workersAi,
      CLOUDFLARE_ACCOUNT_ID: "sandbox-account",
      CLOUDFLARE_API_TOKEN: "sandbox-ai-token",
    }),
    ...(played.stripe && {
      STRIPE_API_URL: addresses.stripe,
      STRIPE_SECRET_KEY: "sk_test_sandbox",
      STRIPE_WEBHOOK_SECRET: "whsec_sandbox",
    }),
  };
  const data = sandboxDataFolder(env);
  const parts: Part[] = [
    { name: "app", address: appUrl, standIn: false, note: "" },
    {
      name: "database",
      address: withoutPassword(env.DATABASE_URL || (played.database ? addresses.database : "")),
      standIn: played.database,
      note: played.database ? `embedded Postgres, kept in ${data}/postgres` : "",
    },
    {
      name: "redis",
      address: env.UPSTASH_REDIS_REST_URL || (played.redis ? addresses.redis : ""),
      standIn: played.redis,
      note: !played.redis ? "" : env.REDIS_URL ? "in front of REDIS_URL" : "embedded, keeps nothing when it is killed",
    },
    {
      name: "meta",
      address: env.META_GRAPH_URL || (played.meta ? addresses.meta : ""),
      standIn: played.meta,
      note: played.meta ? `kept in ${data}/meta` : "",
    },
    {
      name: "workers-ai",
      address: played.workersAi ? addresses.workersAi : env.WORKERS_AI_URL || "https://api.cloudflare.com/client/v4",
      standIn: played.workersAi,
      note: played.workersAi ? describeModels(missing) : "",
    },
    {
      name: "mail",
      address: played.mail ? `http://${host}:${ports.mail}` : withoutPassword(env.SMTP_URL || ""),
      standIn: played.mail,
      note: played.mail ? "every mail ends here, in memory only" : "",
    },
    {
      name: "stripe",
      address: played.stripe
        ? addresses.stripe
        : env.STRIPE_SECRET_KEY
          ? env.STRIPE_API_URL || "https://api.stripe.com"
          : "",
      standIn: played.stripe,
      note: played.stripe ? `no money moves; kept in ${data}/stripe` : "",
    },
  ];
  return { values: Object.fromEntries(Object.entries(wanted).filter(([name]) => !env[name])), parts };
}

function readUrl(text: string | undefined): URL | undefined {
  try {
    return text ? new URL(text) : undefined;
  } catch {
    return undefined;
  }
}

/** An address that can't be read counts as elsewhere: then nothing is filled in, and the app names the bad value. */
function isLoopback(url: URL | undefined): boolean {
  return url !== undefined && /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/** Whether an address that was set by hand (or by `npm run dev` for its children) is the stand-in's own. */
function sameAddress(text: string | undefined, standIn: string): boolean {
  const [one, other] = [readUrl(text), readUrl(standIn)];
  return isLoopback(one) && one?.protocol === other?.protocol && one?.port === other?.port;
}

function withoutPassword(address: string): string {
  const url = readUrl(address);
  if (!url?.password) return address;
  url.password = "***";
  return url.href;
}
