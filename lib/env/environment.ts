import type { Environment } from "./environment.schema";
import { readEnvironment } from "./read-environment";

let cached: Environment | undefined;

/** The checked environment of this process, read once. Throws EnvironmentError with every problem named. */
export function environment(): Environment {
  cached ??= readEnvironment(process.env);
  return cached;
}
