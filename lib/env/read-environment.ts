import { type Environment, environmentSchema } from "./environment.schema";

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
  ENCRYPTION_KEYS: /(^|,)\s*sandbox:/,
};

const VENDOR_ADDRESSES = ["META_GRAPH_URL", "WORKERS_AI_URL"] as const;

export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/**
 * Checks every variable at once, so that one start names all that is wrong. On a public `APP_URL` it also refuses
 * sandbox secrets, plain http and vendors on loopback. Throws EnvironmentError; never quotes a value.
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
  if (!given.GOOGLE_CLIENT_ID !== !given.GOOGLE_CLIENT_SECRET) {
    problems.push("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together: expected both or neither");
  }
  if (given.APP_URL && URL.canParse(given.APP_URL) && !isLoopback(given.APP_URL))
    problems.push(...publicProblems(given));
  if (problems.length > 0 || !parsed.success) throw new EnvironmentError([...new Set(problems)]);
  return parsed.data;
}

function publicProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  if (given.APP_URL?.startsWith("http:"))
    problems.push("APP_URL has a wrong value: expected https on a public address");
  for (const [name, sandbox] of Object.entries(SANDBOX_SECRETS)) {
    if (sandbox.test(given[name] ?? "")) problems.push(`${name} is the sandbox's: expected a secret of your own`);
  }
  for (const name of VENDOR_ADDRESSES) {
    const value = given[name];
    if (value && URL.canParse(value) && isLoopback(value)) {
      problems.push(`${name} points to this machine: expected the vendor's address`);
    }
    if (value?.startsWith("http:")) problems.push(`${name} has a wrong value: expected https on a public address`);
  }
  return problems;
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
