import { type ChildProcess, fork } from "node:child_process";

export type Child = {
  name: string;
  /** Resolves at its first IPC message. @throws Error if it ends before */
  ready: Promise<void>;
  /** How it ended, in words, and its exit code (128 + n for a signal that node doesn't translate). */
  ended: Promise<{ code: number; words: string }>;
  /** Asks it to end; what doesn't, dies with the closing of its channel. */
  stop(): void;
};

/** Runs one of the sandbox's TypeScript files in a process with a channel, by which it notices the end of this one. */
export function startChild(name: string, script: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const process = fork(script, [...args], { env, execArgv: ["--import", "tsx"] });
  const ended = new Promise<{ code: number; words: string }>((resolve) => {
    process.once("error", (error) => resolve({ code: 1, words: error.message }));
    process.once("exit", (code, signal) =>
      resolve({ code: code ?? 1, words: signal ? `ended by ${signal}` : `ended with code ${code}` }),
    );
  });
  return { name, ready: firstMessage(name, process, ended), ended, stop: () => process.kill("SIGTERM") };
}

function firstMessage(name: string, process: ChildProcess, ended: Child["ended"]): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    process.once("message", () => resolve());
    ended.then(({ words }) => reject(new Error(`${name} ${words}`)));
  });
  // Not everybody waits for it, and a child may end without having been ready.
  ready.catch(() => undefined);
  return ready;
}
