import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npmCommand, runProgram } from "../servers/project-process";
import { freePorts, stackEnvironment } from "../servers/stack-environment";
import { startableStandIns } from "../servers/stand-in-processes";

/** Numbers beside the seeded one: one that answers at once, one after a second, and one that a test may break. */
export const numbers = { quick: "200000000000101", calm: "200000000000102", fragile: "200000000000103" } as const;

/** How a page calls one of them: by its number, or as the sandbox's Meta names it once somebody has asked. */
export const shownAs = (id: string): RegExp => new RegExp(`^(\\+${id}|Business ${id.slice(-4)})$`);

const waitSeconds = { quick: 0, calm: 1, fragile: 0 } as const;

/** Where this process and the workers that it starts find the database. */
const FOLDER = "CONCIERGE_E2E_DATABASE";

export function furnishedDatabase(): string {
  const folder = process.env[FOLDER];
  if (!folder) throw new Error("no furnished database: Playwright's global set-up makes it");
  return join(folder, "postgres");
}

/** Migrates, seeds and adds the numbers above, once: every stack begins with a copy. Takes it away after all tests. */
export default async function furnishDatabase(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "concierge-e2e-database-"));
  const [postgres = 0, elsewhere = 0] = await freePorts(2);
  const ports = { door: elsewhere, meta: elsewhere, redis: elsewhere, redisLine: elsewhere, postgres };
  const others = { mail: elsewhere, smtp: elsewhere, workersAi: elsewhere, stripe: elsewhere };
  const env = stackEnvironment({ ...ports, ...others }, folder);
  const database = startableStandIns("apart", env, folder).postgres;
  await database.start();
  try {
    await runProgram(["prisma/migrate.ts"], env);
    await runProgram(["prisma/seed.ts"], env);
    const added = (["quick", "calm", "fragile"] as const).map((name) => ({ name, id: numbers[name] }));
    const flags = added.flatMap(({ id }) => ["--external-id", id, "--display-address", `+${id}`]);
    await npmCommand("account", ["add", "--tenant", "demo", ...flags], env);
    await Promise.all(
      added.map(async ({ name, id }) => {
        const file = join(folder, `${name}.json`);
        await writeFile(file, JSON.stringify(replyConfig(waitSeconds[name])));
        await npmCommand("account", ["config", "--phone-number-id", id, "--file", file], env);
      }),
    );
  } finally {
    await database.stop();
  }
  process.env[FOLDER] = folder;
  return () => rm(folder, { recursive: true });
}

function replyConfig(wait_seconds: number): object {
  return {
    enabled: true,
    wait_seconds,
    rules: [
      {
        id: "hours",
        label: "Hours",
        matcher: { kind: "static_text", keywords: ["open"] },
        response: { kind: "canned", text: "Every day from 7 to 7." },
      },
      {
        id: "order",
        label: "Two messages in their order",
        matcher: { kind: "static_text", keywords: ["alpha omega"] },
        response: { kind: "canned", text: "In order." },
      },
    ],
    default_rule: {
      id: "default",
      label: "Default reply",
      matcher: { kind: "default" },
      response: { kind: "canned", text: "Thanks!" },
    },
  };
}
