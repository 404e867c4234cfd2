/**
 * `tsx sandbox/stand-ins.ts [postgres] [redis] [meta] [workers-ai] [mail] [stripe]`: the process that plays what is not configured, or just the parts
 * that are named. Tells `{"ready":true,…}` once all listen: over IPC if it was started with a channel, else as one line
 * on standard output. Ends when its starter goes, and on SIGTERM. Its environment: see sandbox/environment.ts.
 */
import { join } from "node:path";
import { type Part, sandboxDataFolder, sandboxEnvironment, sandboxPorts } from "./environment";

type Running = { close(): Promise<void> };

const host = "127.0.0.1";

/** The person that the seed makes the owner of the demo tenant. */
const demoOwner = "demo-owner@demo.example";

/** A database closes within a few hundred milliseconds; what takes longer must not outlive the starter. */
const closeWithinMs = 700;

const startPart = {
  async postgres(env: NodeJS.ProcessEnv): Promise<Running> {
    const { startPostgres } = await import("./postgres/start-postgres");
    return startPostgres({ host, port: sandboxPorts(env).postgres, dataDir: join(sandboxDataFolder(env), "postgres") });
  },
  async redis(env: NodeJS.ProcessEnv): Promise<Running> {
    const { startRedis } = await import("./redis/start-redis");
    const token = needed(env, "UPSTASH_REDIS_REST_TOKEN");
    const keepIn = join(sandboxDataFolder(env), "redis.json");
    return startRedis({ host, port: sandboxPorts(env).redis, token, redisUrl: env.REDIS_URL, keepIn });
  },
  async meta(env: NodeJS.ProcessEnv): Promise<Running> {
    const { startMeta } = await import("./meta/start-meta");
    return startMeta({
      host,
      port: sandboxPorts(env).meta,
      appUrl: needed(env, "APP_URL"),
      // Two may be set while a secret is changed; Meta itself signs with one.
      appSecret: needed(env, "META_APP_SECRET").split(",")[0]?.trim() ?? "",
      accessToken: needed(env, "WHATSAPP_ACCESS_TOKEN"),
      wabaId: needed(env, "WHATSAPP_WABA_ID"),
      verifyToken: needed(env, "WHATSAPP_VERIFY_TOKEN"),
      appId: env.META_APP_ID,
      dataDir: join(sandboxDataFolder(env), "meta"),
      enter: isPlayed(env, "mail")
        ? { mailUrl: `http://${host}:${sandboxPorts(env).mail}`, email: demoOwner }
        : undefined,
      encoder: isPlayed(env, "workers-ai") ? await readEncoder() : undefined,
    });
  },
  async "workers-ai"(env: NodeJS.ProcessEnv): Promise<Running> {
    const { startWorkersAi } = await import("./workers-ai/start-workers-ai");
    return startWorkersAi({ host, port: sandboxPorts(env)["workers-ai"], token: needed(env, "CLOUDFLARE_API_TOKEN") });
  },
  async mail(env: NodeJS.ProcessEnv): Promise<Running> {
    const { startMail } = await import("./mail/start-mail");
    const ports = sandboxPorts(env);
    return startMail({ host, port: ports.mail, smtpPort: ports.smtp });
  },
  async stripe(env: NodeJS.ProcessEnv): Promise<Running> {
    const { startStripe } = await import("./stripe/start-stripe");
    return startStripe({
      host,
      port: sandboxPorts(env).stripe,
      appUrl: needed(env, "APP_URL"),
      secretKey: needed(env, "STRIPE_SECRET_KEY"),
      webhookSecrets: needed(env, "STRIPE_WEBHOOK_SECRET")
        .split(",")
        .map((secret) => secret.trim()),
      dataDir: join(sandboxDataFolder(env), "stripe"),
    });
  },
} as const;

async function readEncoder(): Promise<string> {
  const { describeEncoder, missingEncoderPackages } = await import("./workers-ai/encoder-packages");
  return describeEncoder(missingEncoderPackages());
}

const isPlayed = (env: NodeJS.ProcessEnv, name: Part["name"]): boolean =>
  sandboxEnvironment(env).parts.some((part) => part.name === name && part.standIn);

type PartName = keyof typeof startPart;

const isPart = (name: string): name is PartName => Object.hasOwn(startPart, name);

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function wantedParts(env: NodeJS.ProcessEnv, named: readonly string[]): PartName[] {
  const unknown = named.filter((name) => !isPart(name));
  if (unknown.length > 0) throw new Error(`no such stand-in: ${unknown.join(", ")}`);
  if (named.length > 0) return named.filter(isPart);
  const played = sandboxEnvironment(env).parts.filter((part) => part.standIn);
  return played.map((part) => (part.name === "database" ? "postgres" : part.name)).filter(isPart);
}

async function main(): Promise<void> {
  const env = { ...process.env, ...sandboxEnvironment(process.env).values };
  const names = wantedParts(env, process.argv.slice(2));
  const running: Running[] = [];
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), closeWithinMs).unref();
    void Promise.allSettled(running.map((one) => one.close())).then(() => process.exit(0));
  };
  process.on("disconnect", end);
  process.on("SIGTERM", end);
  process.on("SIGHUP", end);
  // Ctrl-C reaches every process of the terminal: with a starter that ends its children in order, it isn't ours.
  process.on("SIGINT", () => (process.send ? undefined : end()));
  for (const name of names) {
    running.push(
      await startPart[name](env).catch((error: unknown) => {
        throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }),
    );
  }
  const message = { ready: true, parts: names };
  if (process.send) process.send(message);
  else console.log(JSON.stringify(message));
}

main().catch((error: unknown) => {
  console.error(`sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
