import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Linux counts in hundredths of a second, whatever the kernel's own beat is. */
const MS_PER_TICK = 10;

type Stat = { parent: number; ownTicks: number; endedChildrenTicks: number };

/** Null of a process that is gone. */
function readStat(pid: number | string): Stat | null {
  try {
    // After the name in brackets, which may hold blanks: state, parent, …; 14 to 17 are the times.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ownTicks: utime + stime, endedChildrenTicks: cutime + cstime };
  } catch {
    return null;
  }
}

/** Processor time in ms of each process with its children, those that have ended included. */
function processorMs<Name extends string>(pids: Readonly<Record<Name, number>>): Record<Name, number> {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(name) : null;
    if (stat) stats.set(Number(name), stat);
  }
  const ticksOf = (pid: number): number => {
    const stat = stats.get(pid);
    if (!stat) return 0;
    const children = [...stats].filter(([, { parent }]) => parent === pid).map(([child]) => ticksOf(child));
    return stat.ownTicks + stat.endedChildrenTicks + children.reduce((sum, one) => sum + one, 0);
  };
  const entries = Object.entries<number>(pids).map(([name, pid]) => [name, ticksOf(pid) * MS_PER_TICK]);
  return Object.fromEntries(entries);
}

/** What has been used up to a moment; Postgres is named because it alone is no child of this process. */
export type Usage<Name extends string> = {
  ms: Record<Name | "postgres" | "bench", number>;
  machine: number;
  at: number;
};

export function readUsage<Name extends string>(pids: Readonly<Record<Name | "postgres", number>>): Usage<Name> {
  const ms = processorMs<Name | "postgres" | "bench">({ ...pids, bench: process.pid });
  return { ms, machine: machineMs(), at: performance.now() };
}

/** What the machine did between two moments that is no part of the benchmark, in per cent of all cores. */
export function othersPercent<Name extends string>(before: Usage<Name>, after: Usage<Name>): number {
  const own = (usage: Usage<Name>): number => usage.ms.bench + usage.ms.postgres;
  const others = after.machine - before.machine - (own(after) - own(before));
  return Math.round((100 * others) / ((after.at - before.at) * cpus().length));
}

/** Processor time in ms that the whole machine has used so far, on all cores together. */
export function machineMs(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = readFileSync("/proc/stat", "utf8")
    .split("\n", 1)
    .join()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) * MS_PER_TICK;
}

/** Resident memory in MB; 0 of a process that is gone. */
export function residentMb(pid: number): number {
  try {
    const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Math.round(Number(line?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
