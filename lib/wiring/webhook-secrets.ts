import { equalSecrets, isSignature, verifySignature as verifyWithSecrets } from "@/lib/adapters/meta/verify-signature";
import type { Environment } from "@/lib/env/environment.schema";

export { equalSecrets, isSignature };

/** Whether Meta signed this body with the app's secret, or with the one before it. */
export function verifySignature(rawBody: Uint8Array, header: string | null, env: Environment): boolean {
  const { META_APP_SECRET, META_APP_SECRET_PREVIOUS } = env;
  const secrets = META_APP_SECRET_PREVIOUS ? [META_APP_SECRET, META_APP_SECRET_PREVIOUS] : [META_APP_SECRET];
  return verifyWithSecrets(rawBody, header, secrets);
}
