import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // TypeScript 7 has no JavaScript API for Next to call; `npm run build` runs its compiler before.
  typescript: { ignoreBuildErrors: true },
  // Bundled copies of the first three break at run time: pino starts workers by path, pg looks for its native twin. The
  // others are large, and no smaller for being bundled: a build without them took two thirds of the processor time.
  serverExternalPackages: [
    "pino",
    "pg",
    "nodemailer",
    "ai",
    "workers-ai-provider",
    "@ai-sdk/openai-compatible",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@upstash/redis",
    "eld",
    "stripe",
  ],
  // What addresses take stands in lib/web/routes/read-limited-body.ts. Next cuts off what the proxy sees after the second
  // of these, which must therefore be more than any address takes.
  experimental: { serverActions: { bodySizeLimit: "5mb" }, proxyClientMaxBodySize: "6mb" },
  // Next's own redirect covers the webhook too, and Meta follows none.
  skipTrailingSlashRedirect: true,
  redirects: async () => [{ source: "/:path((?!webhook/).+)/", destination: "/:path", permanent: true }],
  headers: async () => [{ source: "/api/:path*", headers: [{ key: "x-content-type-options", value: "nosniff" }] }],
  devIndicators: false,
  // The development server would print access tokens (arguments of actions), sign-in links and the token of Meta's
  // handshake (addresses).
  logging: {
    serverFunctions: false,
    incomingRequests: { ignore: [/^\/api\/auth\/callback/, /^\/sign-in\/link/, /hub\.verify_token/] },
  },
};

export default createNextIntlPlugin("./app/i18n/request.ts")(config);
