import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ProjectProcess, projectFolder } from "./project-process";
import { databaseUrl, environmentOfSettings, type StackSettings } from "./stack-environment";
import { TcpLine } from "./tcp-line";
import { until } from "./until";

/** One `next start` on the existing build, with a line of its own to the database. */
export class AppInstance {
  readonly url: string;
  private readonly process: ProjectProcess;
  private settings: StackSettings = {};

  private constructor(
    readonly port: number,
    readonly databaseLine: TcpLine,
    private readonly describe: { name: string; env: Readonly<Record<string, string>>; logFile: string },
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.process = new ProjectProcess({
      name: `instance ${describe.name} of the app`,
      script: "node_modules/next/dist/bin/next",
      args: ["start", "-H", "127.0.0.1", "-p", String(port)],
      env: () => ({
        ...describe.env,
        PORT: String(port),
        DATABASE_URL: databaseUrl(databaseLine.port),
        ...environmentOfSettings(this.settings),
      }),
      logFile: describe.logFile,
      ready: async () => void (await until(`the app at ${port}`, 30_000, () => answersReady(this.url))),
    });
  }

  static async prepare(
    name: string,
    port: number,
    postgresPort: number,
    env: Readonly<Record<string, string>>,
    logs: string,
  ): Promise<AppInstance> {
    if (!existsSync(join(projectFolder, ".next", "BUILD_ID"))) throw new Error("No build to start: npm run build");
    const line = new TcpLine(() => [postgresPort]);
    await line.open();
    return new AppInstance(port, line, { name, env, logFile: join(logs, `app-${name}.log`) });
  }

  get running(): boolean {
    return this.process.running;
  }

  /** Runs with these settings and a free line to the database; starts anew if it has others. */
  async run(settings: StackSettings = this.settings): Promise<void> {
    const same = JSON.stringify(settings) === JSON.stringify(this.settings);
    if (!same) await this.process.kill();
    this.settings = settings;
    this.databaseLine.release();
    await this.databaseLine.open();
    await this.process.start();
  }

  /** How often its log has named this event so far. */
  async logged(event: string): Promise<number> {
    return (await this.log()).split(`"${event}"`).length - 1;
  }

  /** All that it has written so far, to either stream. */
  log(): Promise<string> {
    return readFile(this.describe.logFile, "utf8");
  }

  /** SIGKILL. */
  kill(): Promise<void> {
    return this.process.kill();
  }

  async close(): Promise<void> {
    await this.process.kill();
    await this.databaseLine.cut();
  }
}

async function answersReady(url: string): Promise<true | null> {
  const answer = await fetch(`${url}/api/health/ready`);
  await answer.arrayBuffer();
  return answer.ok ? true : null;
}
