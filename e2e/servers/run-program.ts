import { execFile } from "node:child_process";
import { projectFolder } from "./project-process";

/** Runs a program of the project to its end and answers its standard output. @throws Error with what it complained of */
export function runProgram(file: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  return new Promise<string>((resolve, reject) => {
    const options = { cwd: projectFolder, env: { NODE_ENV: "production" as const, ...env }, maxBuffer: 50_000_000 };
    execFile(file, [...args], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${[file, ...args].join(" ")}: ${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

/** `npm run -s <command> -- <args> --json`. @throws Error if it fails or prints no JSON document */
export async function npmCommand<T>(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<T> {
  return JSON.parse(await runProgram("npm", ["run", "-s", command, "--", ...args, "--json"], env));
}
