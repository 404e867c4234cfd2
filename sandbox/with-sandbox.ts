/**
 * `tsx sandbox/with-sandbox.ts <script> [args…]`: runs a command of the operator's in this process, with the sandbox's
 * addresses and secrets for whatever is not configured. It starts nothing: `npm run dev` does.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { sandboxEnvironment, sandboxPorts } from "./environment";
import { answersAt } from "./process/port-check";

async function main(script: string, args: string[]): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { values, parts } = sandboxEnvironment(process.env);
  Object.assign(process.env, values);
  const database = parts.find((part) => part.name === "database");
  // What only says how it is called needs no database.
  if (
    !args.includes("--help") &&
    database?.standIn &&
    !(await answersAt(sandboxPorts(process.env).postgres, "127.0.0.1"))
  ) {
    throw new Error(
      `Nothing answers at ${database.address}. Start the sandbox first: npm run dev. If it runs on ports of its own, set the same variables here, or put them into .env.`,
    );
  }
  const path = resolve(script);
  process.argv = [process.argv[0] ?? "node", path, ...args];
  await import(pathToFileURL(path).href);
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error("usage: tsx sandbox/with-sandbox.ts <script> [args…]");
  process.exit(1);
}
main(script, args).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
