import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

export const projectFolder = resolve(import.meta.dirname, "../..");

/** Loaded before the program: it dies when its starter does, however that came about, because its channel closes. */
const dieWithStarter = `data:text/javascript,process.on("disconnect",()=>process.kill(process.pid,"SIGKILL"))`;

export type ProgramOptions = {
  name: string;
  script: string;
  args: readonly string[];
  env: () => Readonly<Record<string, string>>;
  logFile: string;
  /** Resolves when the program does its work; not called again once the program has ended. */
  ready(child: ChildProcess): Promise<void>;
};

/** One of the project's programs in a process of its own, which can be killed and started again. */
export class ProjectProcess {
  private child: ChildProcess | undefined;
  private ended: Promise<string> = Promise.resolve("not started");

  constructor(private readonly options: ProgramOptions) {}

  get running(): boolean {
    return this.child !== undefined;
  }

  /** Starts it unless it runs. @throws Error with the end of its log if it ends before it is ready */
  async start(): Promise<void> {
    if (this.child) return;
    const { name, script, args, env, logFile } = this.options;
    const log = openSync(logFile, "a");
    const child = fork(script, [...args], {
      cwd: projectFolder,
      env: { NODE_ENV: "production", ...env() },
      execArgv: ["--import", dieWithStarter, ...(script.endsWith(".ts") ? ["--import", "tsx"] : [])],
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.child = child;
    this.ended = new Promise((end) => {
      child.once("error", (error) => end(error.message));
      child.once("exit", (code, signal) => {
        if (this.child === child) this.child = undefined;
        end(signal ? `ended by ${signal}` : `ended with code ${code}`);
      });
    });
    const failed = this.ended.then((words) => {
      throw new Error(`${name} ${words}:\n${readFileSync(logFile, "utf8").slice(-2000)}`);
    });
    await Promise.race([this.options.ready(child), failed]);
  }

  /** SIGKILL: the process gets no chance to do anything more. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.child?.kill("SIGKILL");
    await this.ended;
  }

  /** Asks it to end and resolves when it has. */
  async stop(): Promise<void> {
    this.child?.kill("SIGTERM");
    await this.ended;
  }
}

/** For programs that tell over their channel that they are ready. */
export function firstMessage(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("message", () => resolve()));
}
