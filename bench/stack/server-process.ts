import { ProjectProcess } from "../../e2e/servers/project-process";
import { until } from "../../e2e/servers/until";

const NEXT = "node_modules/next/dist/bin/next";

export type ServerOptions = {
  name: string;
  script: string;
  args: readonly string[];
  port: number;
  env: Readonly<Record<string, string>>;
  logFile: string;
  /** Answers anything once the server is up. */
  livePath: string;
  webhookPath: string;
};

/** A server that takes webhooks, in a process of its own. */
export class ServerProcess {
  readonly webhook: string;
  private readonly process: ProjectProcess;

  constructor(options: ServerOptions) {
    const { name, script, args, port, env, logFile, livePath, webhookPath } = options;
    const url = `http://127.0.0.1:${port}`;
    this.webhook = `${url}${webhookPath}`;
    this.process = new ProjectProcess({
      name,
      script,
      args,
      env: () => ({ ...env, PORT: String(port) }),
      logFile,
      ready: async () => void (await until(name, 60_000, () => answers(`${url}${livePath}`))),
    });
  }

  /** `next start` on the build in `folder`, which is the product's if it is left out. */
  static next(options: Omit<ServerOptions, "script" | "args"> & { folder?: string }): ServerProcess {
    const args = ["start", ...(options.folder ? [options.folder] : []), "-H", "127.0.0.1", "-p", String(options.port)];
    return new ServerProcess({ ...options, script: NEXT, args });
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
}

async function answers(url: string): Promise<true | null> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return answer.status < 500 ? true : null;
}
