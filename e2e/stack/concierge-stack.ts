import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppInstance } from "../servers/app-instance";
import { npmCommand, type ProjectProcess } from "../servers/project-process";
import {
  freePorts,
  hastySettings,
  ownerUrl,
  redisToken,
  type StackPorts,
  type StackSettings,
  stackEnvironment,
  storySettings,
} from "../servers/stack-environment";
import { StandInControl } from "../servers/stand-in-control";
import { type StandInProcesses, startableStandIns } from "../servers/stand-in-processes";
import { TcpLine } from "../servers/tcp-line";
import { furnishedDatabase } from "./furnish-database";
import { StackRecords } from "./stack-records";

/**
 * A whole Concierge in a folder of its own: the stand-ins, one or two instances of the built app, each with its own line
 * to the database, one line to Redis, and a door before the instances, which is what Meta calls. With two instances each
 * stand-in is a process that can be killed apart.
 */
export class ConciergeStack {
  readonly meta: StandInControl;
  readonly redis: StandInControl;
  readonly mail: StandInControl;
  readonly workersAi: StandInControl;
  readonly stripe: StandInControl;
  readonly records: StackRecords;

  private constructor(
    readonly dataFolder: string,
    readonly env: Readonly<Record<string, string>>,
    private readonly standIns: StandInProcesses,
    readonly redisLine: TcpLine,
    readonly door: TcpLine,
    readonly instances: readonly AppInstance[],
    ports: StackPorts,
  ) {
    this.meta = new StandInControl(`http://127.0.0.1:${ports.meta}`);
    this.redis = new StandInControl(`http://127.0.0.1:${ports.redis}`);
    this.mail = new StandInControl(`http://127.0.0.1:${ports.mail}`);
    this.workersAi = new StandInControl(`http://127.0.0.1:${ports.workersAi}`);
    this.stripe = new StandInControl(`http://127.0.0.1:${ports.stripe}`);
    this.records = new StackRecords(ownerUrl(ports.postgres));
  }

  /** Everything up, on a copy of the furnished database. The app must have been built. */
  static async start(instanceCount: 1 | 2): Promise<ConciergeStack> {
    const dataFolder = await mkdtemp(join(tmpdir(), "concierge-e2e-"));
    const logs = join(dataFolder, "logs");
    await mkdir(logs);
    const [meta = 0, redis = 0, postgres = 0, mail = 0, smtp = 0, workersAi = 0, stripe = 0, ...appPorts] =
      await freePorts(7 + instanceCount);
    const instances: AppInstance[] = [];
    const redisLine = new TcpLine(() => [redis]);
    const door = new TcpLine(() => instances.filter(({ running }) => running).map(({ port }) => port));
    await Promise.all([redisLine.open(), door.open()]);
    const ports = { door: door.port, meta, redis, redisLine: redisLine.port, postgres, mail, smtp, workersAi, stripe };
    const env = stackEnvironment(ports, dataFolder);
    const standIns = startableStandIns(instanceCount === 1 ? "together" : "apart", env, logs);
    const stack = new ConciergeStack(dataFolder, env, standIns, redisLine, door, instances, ports);
    try {
      for (const [index, port] of appPorts.entries()) {
        instances.push(await AppInstance.prepare("ab".charAt(index), port, postgres, env, logs));
      }
      await cp(furnishedDatabase(), join(dataFolder, "postgres"), { recursive: true });
      await stack.run(instanceCount === 1 ? storySettings : hastySettings);
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

  get postgresProcess(): ProjectProcess {
    return this.standIns.postgres;
  }

  get redisProcess(): ProjectProcess {
    return this.standIns.redis;
  }

  get doorUrl(): string {
    return `http://127.0.0.1:${this.door.port}`;
  }

  /** Everything up and unhindered again, the instances with these settings (those they had, if none are given). */
  async run(settings?: StackSettings): Promise<void> {
    await Promise.all([...this.standInProcesses.map((one) => one.start()), this.redisLine.open()]);
    await Promise.all([this.meta, this.redis, this.stripe].map((control) => control.clearFaults()));
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
    await Promise.all(this.standInProcesses.map((one) => one.kill()));
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  /** Each once, also where one plays them all. */
  private get standInProcesses(): ProjectProcess[] {
    return [...new Set(Object.values(this.standIns))];
  }

  private instance(index: number): AppInstance {
    const found = this.instances[index];
    if (!found) throw new Error(`this stack has no instance ${index + 1}`);
    return found;
  }
}
