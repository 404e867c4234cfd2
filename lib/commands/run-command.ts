import { AppError, describeError } from "@/lib/core/errors";
import { EnvironmentError } from "@/lib/env/read-environment";

/**
 * Runs a command: prints its result, exits 0, or says what was wrong and exits 1. With `--json` standard output holds one
 * JSON document, of the result or of the error.
 */
export async function runCommand<T>(
  json: boolean,
  work: () => Promise<T>,
  print: (result: T) => string,
): Promise<void> {
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
