import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // TypeScript 7 has no JavaScript API for Next to call; `npm run check:types` checks the whole tree instead.
  typescript: { ignoreBuildErrors: true },
  // Bundled copies of these break at run time: pino starts workers by path, pg looks for its native twin.
  serverExternalPackages: ["pino", "pg", "nodemailer"],
  // An import of 200 long rules is larger than Next's default of 1 MB for an action.
  experimental: { serverActions: { bodySizeLimit: "5mb" } },
  devIndicators: false,
  // The development server would print access tokens (arguments of actions) and sign-in links (addresses).
  logging: { serverFunctions: false, incomingRequests: { ignore: [/^\/api\/auth\/callback/] } },
};

export default createNextIntlPlugin("./app/i18n/request.ts")(config);
