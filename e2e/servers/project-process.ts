import { type ChildProcess, execFile, fork } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

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

  /** While it runs: for those who measure what it uses. */
  get pid(): number | undefined {
    return this.child?.pid;
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

/** Runs a program of the project to its end and answers its standard output. @throws Error with what it complained of */
export function runProgram(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: projectFolder, env: { NODE_ENV: "production" as const, ...env }, maxBuffer: 50_000_000 };
    execFile(process.execPath, ["--import", "tsx", ...args], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${args.join(" ")}: ${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

/**
 * What `npm run -s <command> -- <args> --json` runs, without npm and the program of tsx before it: they take as much
 * time as the command. @throws Error if it fails or prints no JSON document
 */
export async function npmCommand<T>(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<T> {
  const { scripts } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  const [program, ...words] = String(scripts[command]).split(" ");
  if (program !== "tsx") throw new Error(`npm run ${command}: expected a script that tsx runs`);
  return JSON.parse(await runProgram([...words, ...args, "--json"], env));
}
