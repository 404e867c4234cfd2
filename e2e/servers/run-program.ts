import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./project-process";

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
