/** Imports run one way. Each rule names the room, what it may import, and so what everything else there would break. */
const DOMAIN = "accounts|rules|persona|credits|buffer|pipeline|channels";

/** A room may import itself, the listed places and, where given, packages. */
const room = (name, path, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path, pathNot: "\\.test\\.tsx?$" },
  to: { pathNot: [path, ...allowed] },
});

const within = (names) => `^lib/(${names})/`;
const ZOD = "^node_modules/zod/";

module.exports = {
  forbidden: [
    room("core-imports-nothing", "^lib/core/", [], "Everything stands on core; an import there would be a circle."),
    room("channels", within("channels"), ["^lib/core/", ZOD], "A channel's shapes are pure and safe in the browser."),
    room("env", within("env"), ["^lib/core/", ZOD], "The only reader of process.env must load before all else."),
    room("persona", within("persona"), ["^lib/core/", ZOD], "Pure: prompts and safety states."),
    room("credits", within("credits"), ["^lib/core/", ZOD], "Pure: the ledger's rules."),
    room("accounts", within("accounts"), [within("core|channels"), ZOD], "Pure: numbers and how they connect."),
    room("rules", within("rules"), [within("core|channels"), ZOD], "Pure: pages match with the same functions."),
    room("buffer", within("buffer"), [within("core|channels"), ZOD], "Pure: when to hold, join and release."),
    room(
      "pipeline",
      within("pipeline"),
      [within("core|channels|accounts|rules|persona|credits|buffer"), ZOD],
      "The pipeline speaks to the outside world through ports only.",
    ),
    {
      name: "domain-schemas-apart",
      comment: "Schemas stand in files of their own, so that pages that import types and functions don't ship zod.",
      severity: "error",
      from: {
        path: within(DOMAIN),
        pathNot: ["\\.schema\\.ts$", "parse-[a-z-]+\\.ts$", "config-problem\\.ts$", "\\.test\\.ts$"],
      },
      to: { path: ZOD },
    },
    {
      name: "adapters-apart",
      comment: "An adapter knows its vendor and the rooms whose ports it implements: never another adapter, never env.",
      severity: "error",
      from: { path: "^lib/adapters/([^/]+)/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^(lib/(adapters|env|wiring|web|commands|testing)|app|components|sandbox)/",
        pathNot: "^lib/adapters/$1/",
      },
    },
    {
      name: "wiring",
      comment: "Wiring builds the rooms; it must not know who calls it.",
      severity: "error",
      from: { path: "^lib/wiring/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(lib/(web|commands|testing)|app|components|sandbox|prisma)/" },
    },
    {
      name: "commands-and-web",
      comment: "The edges reach the outside world through wiring, never an adapter by itself.",
      severity: "error",
      from: { path: "^lib/(commands|web)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(lib/(adapters|testing)|app|sandbox|prisma)/" },
    },
    {
      name: "web-and-commands-apart",
      comment: "One is for people's browsers, the other for operators; what both need belongs in a room.",
      severity: "error",
      from: { path: "^lib/(commands|web)/" },
      to: { path: "^lib/(commands|web)/", pathNot: "^lib/$1/" },
    },
    {
      name: "prisma-scripts",
      severity: "error",
      comment: "Migrating and seeding happen without the app.",
      from: { path: "^prisma/" },
      to: { path: "^(lib/(web|commands|testing)|app|components|sandbox)/" },
    },
    {
      name: "components",
      comment: "Components show; they take data and pure functions.",
      severity: "error",
      from: { path: "^components/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(lib/(adapters|wiring|web|commands|env|testing)|app|sandbox|prisma)/" },
    },
    {
      name: "app",
      comment: "Pages and doors are thin: what they need is built by wiring and wrapped by web.",
      severity: "error",
      from: { path: "^(app/|instrumentation\\.ts$|proxy\\.ts$)", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(lib/(adapters|commands|testing)|sandbox|prisma)/" },
    },
    {
      name: "outside-stays-outside",
      comment: "Stand-ins, stories and benchmarks use HTTP addresses, or they would prove our code with our code.",
      severity: "error",
      from: { path: "^(sandbox|e2e)/" },
      to: { path: "^(app|components|lib|prisma)/" },
    },
    {
      name: "bench-apart",
      comment: "A benchmark may measure a pure room, never a page.",
      severity: "error",
      from: { path: "^bench/" },
      to: { path: "^(app|components|sandbox)/" },
    },
    {
      name: "testing-stays-in-tests",
      comment: "What helps a test is no part of the product.",
      severity: "error",
      from: { path: "^(lib|app|components)/", pathNot: ["\\.test\\.tsx?$", "^lib/testing/"] },
      to: { path: "^lib/testing/" },
    },
    {
      name: "no-circular",
      comment: "A circle has no bottom to start reading from.",
      severity: "error",
      from: { pathNot: "generated" },
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An import that can't be found hides from every rule above.",
      severity: "error",
      from: { pathNot: "generated" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "generated"] },
    exclude: { path: ["^\\.next", "^next-env\\.d\\.ts$"] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json", ".css"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
