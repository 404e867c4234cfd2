export { equalSecrets } from "@/lib/adapters/meta/verify-signature";
