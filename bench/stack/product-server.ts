import { readFileSync } from "node:fs";
import { ProjectProcess } from "../../e2e/servers/project-process";
import { until } from "../../e2e/servers/until";

/** One `next start` on the production build. */
export class ProductServer {
  readonly url: string;
  private readonly process: ProjectProcess;

  constructor(
    port: number,
    env: Readonly<Record<string, string>>,
    private readonly logFile: string,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.process = new ProjectProcess({
      name: `the server at ${port}`,
      script: "node_modules/next/dist/bin/next",
      args: ["start", "-H", "127.0.0.1", "-p", String(port)],
      env: () => ({ ...env, PORT: String(port) }),
      logFile,
      ready: async () => void (await until(`the server at ${port}`, 60_000, () => answersLive(this.url))),
    });
  }

  get webhook(): string {
    return `${this.url}/webhook/whatsapp`;
  }

  /** 0 while it does not run. */
  get pid(): number {
    return this.process.pid ?? 0;
  }

  start(): Promise<void> {
    return this.process.start();
  }

  /** SIGKILL. */
  kill(): Promise<void> {
    return this.process.kill();
  }

  /** How often its log has named this event so far. */
  logged(event: string): number {
    return readFileSync(this.logFile, "utf8").split(`"${event}"`).length - 1;
  }
}

async function answersLive(url: string): Promise<true | null> {
  const answer = await fetch(`${url}/api/health/live`);
  await answer.arrayBuffer();
  return answer.ok ? true : null;
}
