/** `npm run dev`: everything that is not configured, the app in front of it, and one short table of what is where. */
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Part, portVariable, type SandboxPorts, sandboxEnvironment, sandboxPorts } from "./environment";
import { isPortTaken } from "./process/port-check";
import { type Child, startChild } from "./process/start-child";
import { watchStarter } from "./process/watch-starter";
import { warmUp } from "./warm-up";
import { encoderWarning, missingEncoderPackages } from "./workers-ai/encoder-packages";

/** The app first, then what it stands on: two of these are less than the 2 s in which all must have ended. */
const phaseMs = 950;

const children: Child[] = [];
let ending = false;

async function main(): Promise<void> {
  refuseOldNode(process.versions.node);
  if (existsSync(".env")) process.loadEnvFile(".env");
  const began = Date.now();
  const missing = missingEncoderPackages();
  const { values, parts } = sandboxEnvironment(process.env, missing);
  const env = { ...process.env, ...values, NEXT_TELEMETRY_DISABLED: "1" };
  const ports = sandboxPorts(env);
  const played = (["database", "redis", "meta", "workers-ai", "mail", "stripe"] as const).filter((name) =>
    parts.some((part) => part.name === name && part.standIn),
  );
  await refuseTakenPorts(ports, [
    "app",
    ...played.map((name) => (name === "database" ? "postgres" : name)),
    ...(played.includes("mail") ? (["smtp"] as const) : []),
  ]);

  watchStarter(() => void end(1));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
  // A terminal or a pipe that is gone: writing to it must not end this process before its children.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => void end(1));

  // Postgres has a process of its own: a query of PGlite stops everything else in its process.
  const groups = [["database"], ["redis", "meta", "workers-ai", "mail", "stripe"]].map((group) =>
    played.filter((name) => group.includes(name)),
  );
  const standIns = groups
    .filter((group) => group.length > 0)
    .map((group) =>
      keep(
        startChild(
          `the stand-in for ${group.join(" and ")}`,
          "sandbox/stand-ins.ts",
          group.map((name) => (name === "database" ? "postgres" : name)),
          env,
        ),
      ),
    );
  const node = [process.execPath, "--import", "tsx"];
  await Promise.all([
    runToEnd("the check of the environment", [...node, "lib/commands/check-environment.ts"], env),
    ...standIns.map((child) => child.ready),
  ]);
  await runToEnd("the migration", [...node, "prisma/migrate.ts"], env);
  await runToEnd("the seed", [...node, "prisma/seed.ts"], env);
  const next = [process.execPath, "node_modules/next/dist/bin/next", "dev"];
  const app = tethered("the app", [...next, "-H", "127.0.0.1", "-p", String(ports.app)], env);
  keep(app);
  const warnings = await warmUp(`http://127.0.0.1:${ports.app}`);
  if (ending) return;
  const encoder = played.includes("workers-ai") ? encoderWarning(missing) : null;
  if (encoder) warnings.push(encoder);
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(
    `\n${partsTable(parts)}\n${warnings.map((line) => `${line}\n`).join("")}Ready in ${seconds} s. Ctrl-C ends it all.\n\n`,
  );
}

function tethered(name: string, command: readonly string[], env: NodeJS.ProcessEnv): Child {
  const child = startChild(name, "sandbox/process/supervise-child.ts", command, env);
  children.push(child);
  return child;
}

async function runToEnd(name: string, command: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (ending) return;
  const { code, words } = await tethered(name, command, env).ended;
  if (code !== 0 && !ending) throw new Error(`${name} ${words}`);
}

/** A child that must live as long as this process. */
function keep(child: Child): Child {
  if (!children.includes(child)) children.push(child);
  void child.ended.then(({ words }) => {
    if (ending) return;
    console.error(`\n${child.name} ${words}. Everything ends.`);
    return end(1);
  });
  return child;
}

/** Ends the app before what it stands on. Even if this is cut short, the children end with their channels. */
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  const isStandIn = (child: Child) => child.name.startsWith("the stand-in");
  for (const group of [children.filter((child) => !isStandIn(child)), children.filter(isStandIn)]) {
    for (const child of group) child.stop();
    await Promise.race([Promise.all(group.map((child) => child.ended)), delay(phaseMs)]);
  }
  process.exit(code);
}

function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(
    `Concierge needs Node 20.19 or newer; this is Node ${version}. Take the current LTS from nodejs.org.`,
  );
}

async function refuseTakenPorts(ports: SandboxPorts, wanted: readonly (keyof SandboxPorts)[]): Promise<void> {
  const lines: string[] = [];
  for (const part of wanted) {
    const other = wanted.find((one) => one !== part && ports[one] === ports[part]);
    const way = `Set ${portVariable(part)} to another port`;
    if (other) lines.push(`Port ${ports[part]} is wanted by ${part} and ${other}. ${way}.`);
    else if (await isPortTaken(ports[part])) {
      lines.push(`Port ${ports[part]}, which ${part} wants, is taken. ${way}, or end the program that has it.`);
    }
  }
  if (lines.length > 0) throw new Error(lines.join("\n"));
}

main().catch((error: unknown) => {
  if (!ending) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  return end(1);
});

const labels = {
  app: "the app",
  meta: "the sandbox phone",
  database: "database",
  redis: "Redis",
  "workers-ai": "Workers AI",
  mail: "mail",
  stripe: "Stripe",
} as const satisfies Record<Part["name"], string>;

/** One line for each part: what, where, real or stand-in, and what is worth knowing about it. */
export function partsTable(parts: readonly Part[]): string {
  const rows = (["app", "meta", "mail", "stripe", "database", "redis", "workers-ai"] as const).flatMap((name) => {
    const part = parts.find((one) => one.name === name);
    if (!part) return [];
    const label = name === "meta" && !part.standIn ? "WhatsApp" : labels[name];
    const kind = name === "app" ? "" : part.standIn ? "stand-in" : "real";
    return [[label, part.address || "not configured", kind, part.note]];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join("   ")}`.trimEnd()).join("\n");
}
