import { join } from "node:path";
import { firstMessage, ProjectProcess } from "./project-process";

const names = ["postgres", "redis", "meta", "mail", "workers-ai", "stripe"] as const;

type StandInName = (typeof names)[number];

/** The process that plays each part; the same one for all where they run together. */
export type StandInProcesses = Readonly<Record<StandInName, ProjectProcess>>;

/** Apart, each can be killed alone; together, they are up sooner. */
export function startableStandIns(
  how: "together" | "apart",
  env: Readonly<Record<string, string>>,
  logs: string,
): StandInProcesses {
  const play = (...parts: StandInName[]) =>
    new ProjectProcess({
      name: `the stand-in for ${parts.join(", ")}`,
      script: "sandbox/stand-ins.ts",
      args: parts,
      env: () => env,
      logFile: join(logs, `${parts.join("-")}.log`),
      ready: firstMessage,
    });
  const all = how === "together" ? play(...names) : null;
  return {
    postgres: all ?? play("postgres"),
    redis: all ?? play("redis"),
    meta: all ?? play("meta"),
    mail: all ?? play("mail"),
    "workers-ai": all ?? play("workers-ai"),
    stripe: all ?? play("stripe"),
  };
}
