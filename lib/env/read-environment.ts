import { type Environment, environmentSchema, whatsappSchema } from "./environment.schema";

/** What the sandbox fills in. Good for a machine of one's own, fatal on a public address. */
const SANDBOX_SECRETS: Readonly<Record<string, RegExp>> = {
  META_APP_SECRET: /^sandbox-/,
  META_APP_SECRET_PREVIOUS: /^sandbox-/,
  WHATSAPP_VERIFY_TOKEN: /^sandbox-/,
  WHATSAPP_ACCESS_TOKEN: /^sandbox-/,
  UPSTASH_REDIS_REST_TOKEN: /^sandbox-/,
  CLOUDFLARE_API_TOKEN: /^sandbox-/,
  CRON_SECRET: /^sandbox-/,
  NEXTAUTH_SECRET: /^sandbox-/,
  STRIPE_SECRET_KEY: /^sk_test_sandbox/,
  STRIPE_WEBHOOK_SECRET: /(^|,)\s*whsec_sandbox/,
  // By its name, and by its bytes under any other name.
  ENCRYPTION_KEYS: /(^|,)\s*sandbox:|Y29uY2llcmdlIHNhbmRib3gga2V5/,
};

const VENDOR_ADDRESSES = ["META_GRAPH_URL", "WORKERS_AI_URL", "STRIPE_API_URL"] as const;

/** May run on this machine beside the app; on the way to another one, plain http shows tokens and messages to all. */
const OTHER_ADDRESSES = ["AI_BASE_URL", "UPSTASH_REDIS_REST_URL"] as const;

/** Shorter ones can be guessed, and no vendor gives out any. */
const SECRETS = [
  "META_APP_SECRET",
  "META_APP_SECRET_PREVIOUS",
  "WHATSAPP_VERIFY_TOKEN",
  "WHATSAPP_ACCESS_TOKEN",
  "UPSTASH_REDIS_REST_TOKEN",
  "CLOUDFLARE_API_TOKEN",
  "AI_API_KEY",
  "CRON_SECRET",
  "NEXTAUTH_SECRET",
  "GOOGLE_CLIENT_SECRET",
  "STRIPE_SECRET_KEY",
] as const;
const SHORTEST_SECRET = 16;

export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/**
 * Checks every variable at once, so that one start names all that is wrong. On a public `APP_URL` it also refuses
 * sandbox secrets, short secrets and patterns, plain http and vendors on loopback. Throws EnvironmentError; never quotes a value.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environmentSchema.safeParse(given);
  const problems: string[] = [];
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]);
      const state = given[name] === undefined ? "is missing" : "has a wrong value";
      problems.push(`${name} ${state}: expected ${issue.message}`);
    }
  }
  problems.push(...halfGiven(given));
  if (!given.GOOGLE_CLIENT_ID !== !given.GOOGLE_CLIENT_SECRET) {
    problems.push("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together: expected both or neither");
  }
  if (!given.STRIPE_SECRET_KEY !== !given.STRIPE_WEBHOOK_SECRET) {
    problems.push("STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together: expected both or neither");
  }
  if (given.APP_URL && URL.canParse(given.APP_URL) && !isLoopback(given.APP_URL))
    problems.push(...publicProblems(given));
  if (problems.length > 0 || !parsed.success) throw new EnvironmentError([...new Set(problems)]);
  return parsed.data;
}

/** A channel that is set up in part would start and fail at its first message: each missing variable is named. */
function halfGiven(given: Readonly<Record<string, string | undefined>>): string[] {
  const names = Object.keys(whatsappSchema.shape);
  if (names.every((name) => given[name] === undefined)) return [];
  const issues = whatsappSchema.safeParse(given).error?.issues ?? [];
  return issues
    .filter(({ path }) => given[String(path[0])] === undefined)
    .map(
      ({ path, message }) =>
        `${String(path[0])} is missing: expected ${message} (WhatsApp needs all of its variables, or none)`,
    );
}

function publicProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  if (given.APP_URL && isPlain(given.APP_URL))
    problems.push("APP_URL has a wrong value: expected https on a public address");
  for (const [name, sandbox] of Object.entries(SANDBOX_SECRETS)) {
    if (sandbox.test(given[name] ?? "")) problems.push(`${name} is the sandbox's: expected a secret of your own`);
  }
  for (const name of VENDOR_ADDRESSES) {
    const value = given[name];
    if (value && URL.canParse(value) && isLoopback(value)) {
      problems.push(`${name} points to this machine: expected the vendor's address`);
    }
    if (value && isPlain(value)) problems.push(`${name} has a wrong value: expected https on a public address`);
  }
  for (const name of OTHER_ADDRESSES) {
    const value = given[name];
    if (value && URL.canParse(value) && isPlain(value) && !isLoopback(value)) {
      problems.push(`${name} has a wrong value: expected https to another machine`);
    }
  }
  if (given.META_SDK_URL && !isBelow(given.META_SDK_URL, ["facebook.net", "facebook.com"])) {
    problems.push("META_SDK_URL has a wrong value: expected https and a host of facebook.net or facebook.com");
  }
  const origins = given.META_SIGNUP_ORIGINS?.split(",") ?? [];
  if (!origins.every((origin) => isBelow(origin.trim(), ["facebook.com"]))) {
    problems.push("META_SIGNUP_ORIGINS has a wrong value: expected https and facebook.com or a host below it");
  }
  for (const name of SECRETS) {
    const value = given[name];
    // Models that run beside the app want a word here, any word.
    if (value === undefined || (name === "AI_API_KEY" && isBeside(given.AI_BASE_URL))) continue;
    if ([...value].length < SHORTEST_SECRET) {
      problems.push(`${name} is too short: expected ${SHORTEST_SECRET} random characters or more`);
    } else if (isPattern(Buffer.from(value))) {
      problems.push(`${name} repeats a pattern: expected ${SHORTEST_SECRET} random characters or more`);
    }
  }
  if ((given.STRIPE_WEBHOOK_SECRET?.split(",") ?? []).some((one) => [...one.trim()].length < SHORTEST_SECRET)) {
    problems.push(`STRIPE_WEBHOOK_SECRET is too short: expected ${SHORTEST_SECRET} random characters or more`);
  }
  const keys = given.ENCRYPTION_KEYS?.split(",") ?? [];
  if (keys.some((part) => isPattern(Buffer.from(part.slice(part.indexOf(":") + 1).trim(), "base64")))) {
    problems.push("ENCRYPTION_KEYS holds a key that repeats a pattern: expected id:base64 of 32 random bytes");
  }
  return problems;
}

/** True for bytes that are all the same, or one piece written twice or more often (the last time perhaps in part). */
function isPattern(bytes: Buffer): boolean {
  for (let period = 1; period <= bytes.length / 2; period += 1) {
    if (bytes.subarray(period).equals(bytes.subarray(0, -period))) return true;
  }
  return false;
}

function isBeside(address: string | undefined): boolean {
  return address !== undefined && URL.canParse(address) && isLoopback(address);
}

/** True for https to one of these hosts or to one below it; `evilfacebook.com` is none. */
function isBelow(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port } = new URL(address);
  return protocol === "https:" && port === "" && hosts.some((host) => `.${hostname}`.endsWith(`.${host}`));
}

/** Schemes may be written in capitals. */
function isPlain(address: string): boolean {
  return /^\s*http:/i.test(address);
}

/** True for localhost, 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}
