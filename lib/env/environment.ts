import type { Environment } from "./environment.schema";
import { readEnvironment } from "./read-environment";

let cached: Environment | undefined;

/** The checked environment of this process, read once. Throws EnvironmentError with every problem named. */
export function environment(): Environment {
  cached ??= readEnvironment(process.env);
  // next-auth takes the origin of its links and redirects from here, or else from headers that anyone may write.
  process.env.NEXTAUTH_URL = cached.APP_URL;
  return cached;
}
