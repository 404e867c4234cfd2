import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppInstance } from "./app-instance";
import { freePorts } from "./free-ports";
import { firstMessage, ProjectProcess } from "./project-process";
import { npmCommand, runProgram } from "./run-program";
import {
  databaseUrl,
  hastySettings,
  redisToken,
  type StackPorts,
  type StackSettings,
  stackEnvironment,
} from "./stack-environment";
import { StackRecords } from "./stack-records";
import { StandInControl } from "./stand-in-control";
import { TcpLine } from "./tcp-line";

/** Numbers beside the seeded one: one that answers at once, one after a second, and one that a test may break. */
export const numbers = { quick: "200000000000101", calm: "200000000000102", fragile: "200000000000103" } as const;

const waitSeconds = { quick: 0, calm: 1, fragile: 0 } as const;

/**
 * A whole Concierge in a folder of its own: each stand-in a process that can be killed apart, one or two instances of
 * the built app, each with its own line to the database, one line to Redis, and a door before the instances, which is
 * what Meta calls.
 */
export class ConciergeStack {
  readonly meta: StandInControl;
  readonly redis: StandInControl;
  readonly mail: StandInControl;
  readonly workersAi: StandInControl;
  readonly records: StackRecords;

  private constructor(
    readonly dataFolder: string,
    readonly env: Readonly<Record<string, string>>,
    readonly postgresProcess: ProjectProcess,
    readonly redisProcess: ProjectProcess,
    private readonly metaProcess: ProjectProcess,
    private readonly mailProcess: ProjectProcess,
    private readonly workersAiProcess: ProjectProcess,
    readonly redisLine: TcpLine,
    readonly door: TcpLine,
    readonly instances: readonly AppInstance[],
    ports: StackPorts,
  ) {
    this.meta = new StandInControl(`http://127.0.0.1:${ports.meta}`);
    this.redis = new StandInControl(`http://127.0.0.1:${ports.redis}`);
    this.mail = new StandInControl(`http://127.0.0.1:${ports.mail}`);
    this.workersAi = new StandInControl(`http://127.0.0.1:${ports.workersAi}`);
    this.records = new StackRecords(databaseUrl(ports.postgres));
  }

  /** Everything up, migrated and seeded, with the numbers above. The app must have been built. */
  static async start(instanceCount: 1 | 2): Promise<ConciergeStack> {
    const dataFolder = await mkdtemp(join(tmpdir(), "concierge-e2e-"));
    const logs = join(dataFolder, "logs");
    await mkdir(logs);
    const [meta = 0, redis = 0, postgres = 0, mail = 0, smtp = 0, workersAi = 0, ...appPorts] = await freePorts(
      6 + instanceCount,
    );
    const instances: AppInstance[] = [];
    const redisLine = new TcpLine(() => [redis]);
    const door = new TcpLine(() => instances.filter(({ running }) => running).map(({ port }) => port));
    await Promise.all([redisLine.open(), door.open()]);
    const ports = { door: door.port, meta, redis, redisLine: redisLine.port, postgres, mail, smtp, workersAi };
    const env = stackEnvironment(ports, dataFolder);
    const standIn = (name: string) =>
      new ProjectProcess({
        name: `the stand-in for ${name}`,
        script: "sandbox/stand-ins.ts",
        args: [name],
        env: () => env,
        logFile: join(logs, `${name}.log`),
        ready: firstMessage,
      });
    const stack = new ConciergeStack(
      dataFolder,
      env,
      standIn("postgres"),
      standIn("redis"),
      standIn("meta"),
      standIn("mail"),
      standIn("workers-ai"),
      redisLine,
      door,
      instances,
      ports,
    );
    try {
      for (const [index, port] of appPorts.entries()) {
        instances.push(await AppInstance.prepare("ab".charAt(index), port, postgres, env, logs));
      }
      await Promise.all(
        [stack.postgresProcess, stack.redisProcess, stack.metaProcess, stack.mailProcess, stack.workersAiProcess].map(
          (one) => one.start(),
        ),
      );
      await stack.program("prisma/migrate.ts");
      const running = stack.run(hastySettings);
      // If furnishing fails, the instances die under their start: that is no news then.
      running.catch(() => undefined);
      await stack.furnish();
      await running;
    } catch (error) {
      await stack.close();
      throw error;
    }
    return stack;
  }

  /** The first instance, to which tests deliver; the second looks after what the first leaves behind. */
  get a(): AppInstance {
    return this.instance(0);
  }

  get b(): AppInstance {
    return this.instance(1);
  }

  get doorUrl(): string {
    return `http://127.0.0.1:${this.door.port}`;
  }

  /** Everything up and unhindered again, the instances with these settings (those they had, if none are given). */
  async run(settings?: StackSettings): Promise<void> {
    await Promise.all([this.postgresProcess.start(), this.redisProcess.start(), this.redisLine.open()]);
    await Promise.all([this.meta, this.redis].map((control) => control.clearFaults()));
    await this.meta.ask("POST", "/_sandbox/statuses", { mode: "auto" });
    await Promise.all(this.instances.map((instance) => instance.run(settings)));
  }

  /** Forgets what the stand-ins were asked so far. Not a part of `run`: instances that start anew may send at once. */
  async forgetCalls(): Promise<void> {
    await Promise.all([this.meta, this.redis].map((control) => control.forgetCalls()));
  }

  /** A command straight to Redis, past the app's line. */
  async redisCommand<T>(...command: string[]): Promise<T> {
    const authorization = `Bearer ${redisToken}`;
    return (await this.redis.ask<{ result: T }>("POST", "/", command, { authorization })).result;
  }

  npm<T>(command: string, ...args: string[]): Promise<T> {
    return npmCommand(command, args, this.env);
  }

  /** Ends everything, however far the start came. */
  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.close()));
    await this.records.close();
    await Promise.all([this.redisLine.cut(), this.door.cut()]);
    await Promise.all(
      [this.postgresProcess, this.redisProcess, this.metaProcess, this.mailProcess, this.workersAiProcess].map((one) =>
        one.kill(),
      ),
    );
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  private instance(index: number): AppInstance {
    const found = this.instances[index];
    if (!found) throw new Error(`this stack has no instance ${index + 1}`);
    return found;
  }

  private program(script: string): Promise<string> {
    return runProgram(process.execPath, ["--import", "tsx", script], this.env);
  }

  private async furnish(): Promise<void> {
    await this.program("prisma/seed.ts");
    const added = (["quick", "calm", "fragile"] as const).map((name) => ({ name, id: numbers[name] }));
    const flags = added.flatMap(({ id }) => ["--phone-number-id", id, "--display-phone", `+${id}`]);
    await this.npm("account", "add", "--tenant", "demo", ...flags);
    await Promise.all(
      added.map(async ({ name, id }) => {
        const file = join(this.dataFolder, `${name}.json`);
        await writeFile(file, JSON.stringify(replyConfig(waitSeconds[name])));
        await this.npm("account", "config", "--phone-number-id", id, "--file", file);
      }),
    );
  }
}

function replyConfig(wait_seconds: number): object {
  return {
    enabled: true,
    wait_seconds,
    rules: [
      {
        id: "hours",
        label: "Hours",
        matcher: { kind: "static_text", keywords: ["open"] },
        response: { kind: "canned", text: "Every day from 7 to 7." },
      },
      {
        id: "order",
        label: "Two messages in their order",
        matcher: { kind: "static_text", keywords: ["alpha omega"] },
        response: { kind: "canned", text: "In order." },
      },
    ],
    default_rule: {
      id: "default",
      label: "Default reply",
      matcher: { kind: "default" },
      response: { kind: "canned", text: "Thanks!" },
    },
  };
}
