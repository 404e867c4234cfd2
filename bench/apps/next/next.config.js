/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // As in the product: TypeScript 7 has no JavaScript API for Next to call.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg"],
  outputFileTracingRoot: new URL("../../..", import.meta.url).pathname,
};
