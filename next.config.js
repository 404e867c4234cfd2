import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // TypeScript 7 has no JavaScript API for Next to call; `npm run check` checks the whole tree instead.
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
  ],
  // An import of 200 long rules is larger than Next's default of 1 MB for an action.
  experimental: { serverActions: { bodySizeLimit: "5mb" } },
  devIndicators: false,
  // The development server would print access tokens (arguments of actions) and sign-in links (addresses).
  logging: { serverFunctions: false, incomingRequests: { ignore: [/^\/api\/auth\/callback/] } },
};

export default createNextIntlPlugin("./app/i18n/request.ts")(config);
