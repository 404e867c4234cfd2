import { AppError, describeError } from "@/lib/core/errors";
import { environment } from "@/lib/env/environment";
import { EnvironmentError } from "@/lib/env/read-environment";
import { connectOperator, type Operator } from "@/lib/wiring/operator";

/**
 * Runs a command: prints its result, exits 0, or says what was wrong and exits 1. With `--json` standard output holds one
 * JSON document, of the result or of the error. With `--help` it prints its usage, where it has one, and does nothing.
 */
export async function runCommand<T>(
  json: boolean,
  work: () => Promise<T>,
  print: (result: T) => string,
  usage?: string,
): Promise<void> {
  if (usage !== undefined && process.argv.slice(2).includes("--help")) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    const result = await work();
    process.stdout.write(`${json ? JSON.stringify(result) : print(result)}\n`);
  } catch (error) {
    const message = readable(error);
    if (json) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
    else process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  }
}

function readable(error: unknown): string {
  if (error instanceof AppError || error instanceof EnvironmentError) return error.message;
  if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
    // What follows is Node's advice on positional arguments, which none of the commands takes that way.
    return error.message.split(". To specify")[0] ?? error.message;
  }
  return `failed: ${describeError(error)}. Is the database running, and DATABASE_URL right?`;
}

/** Lets a command work with the operator's access, and closes it whatever happens: an open one keeps the process alive. */
export async function withOperator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  const operator = connectOperator(environment());
  try {
    return await work(operator);
  } finally {
    await operator.close();
  }
}

/** Columns padded to their widest cell, for people; programs read `--json`. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(header), ...rows.map(line)].join("\n");
}
