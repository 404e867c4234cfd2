import type { ChildProcess } from "node:child_process";
import { firstMessage, ProjectProcess } from "../../e2e/servers/project-process";
import type { GraphSend, LoadPlan, LoadReply, LoadReport, LoadRequest } from "./load-plan";

/** The generator's process, from here. One thing is asked of it at a time. */
export class LoadGenerator {
  private channel: ChildProcess | undefined;
  private readonly process: ProjectProcess;

  private constructor(logFile: string) {
    this.process = new ProjectProcess({
      name: "the load generator",
      script: "bench/load/generate-load.ts",
      args: [],
      env: () => ({ PATH: process.env.PATH ?? "" }),
      logFile,
      ready: (child) => {
        this.channel = child;
        return firstMessage(child);
      },
    });
  }

  static async start(logFile: string): Promise<LoadGenerator> {
    const generator = new LoadGenerator(logFile);
    await generator.process.start();
    return generator;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  async load(plan: LoadPlan): Promise<LoadReport> {
    const reply = await this.ask({ ask: "load", plan });
    if ("report" in reply) return reply.report;
    throw new Error("failed" in reply ? reply.failed : "the load generator answered something else");
  }

  /** All that Meta's stand-in accepted since the first plan. */
  async sends(): Promise<GraphSend[]> {
    const reply = await this.ask({ ask: "sends" });
    if ("sends" in reply) return reply.sends;
    throw new Error("failed" in reply ? reply.failed : "the load generator answered something else");
  }

  close(): Promise<void> {
    return this.process.kill();
  }

  private ask(request: LoadRequest): Promise<LoadReply> {
    const { channel } = this;
    return new Promise((resolve, reject) => {
      if (!channel) return reject(new Error("the load generator does not run"));
      const ended = (): void => reject(new Error("the load generator ended"));
      channel.once("exit", ended);
      channel.once("message", (reply: LoadReply) => {
        channel.off("exit", ended);
        resolve(reply);
      });
      channel.send(request);
    });
  }
}
