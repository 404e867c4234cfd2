/** Imports run one way. Each rule names the room, what it may import, and so what everything else there would break. */

/** Domain rooms, and the rooms that each may import. They reach the outside world through ports only. */
const ROOMS = {
  channels: ["core"],
  safety: ["core"],
  people: ["core"],
  credits: ["core"],
  facts: ["core", "safety"],
  persona: ["core", "safety"],
  rules: ["core", "channels", "facts", "safety"],
  accounts: ["core", "channels", "facts", "rules"],
  notices: ["core", "channels", "facts", "accounts", "credits", "persona", "people"],
  pipeline: ["core", "channels", "facts", "safety", "persona", "credits", "rules", "accounts"],
  playground: ["core", "channels", "facts", "safety", "persona", "credits", "rules", "accounts", "pipeline"],
};
const DOMAIN = Object.keys(ROOMS).join("|");

/** The steps of one message, in `lib/pipeline`: its own files there hold the words of them all. */
const STEPS = {
  hold: [],
  log: [],
  receive: ["hold"],
  answer: ["hold"],
  send: ["hold"],
  release: ["hold", "answer", "send"],
  reconcile: ["hold", "release"],
};

/** The records in `lib/adapters/prisma`, named like the room whose ports they implement; they share transactions. */
const AGGREGATES = {
  shared: [],
  safety: ["shared"],
  credits: ["shared"],
  orders: ["shared", "credits"],
  persona: ["shared", "safety"],
  facts: ["shared", "safety"],
  rules: ["shared", "safety", "facts"],
  notices: ["shared", "credits"],
  people: ["shared", "credits", "persona"],
  accounts: ["shared", "safety", "credits", "facts", "rules"],
  turns: ["shared", "credits", "facts", "rules", "accounts"],
  operator: ["shared", "credits", "facts", "persona", "rules", "accounts", "turns"],
};

const TEST = "\\.test\\.tsx?$";
const ZOD = "^node_modules/zod/";
const within = (names) => `^lib/(${names})/`;

/** Whoever stands in `from` may import itself, what is `allowed`, and nothing else. */
const only = (name, path, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path, pathNot: TEST },
  to: { pathNot: [path, ...allowed] },
});

/** Of its neighbours in `folder`, a file may import only those that are `allowed`. */
const neighbours = (rule, folder, table) =>
  Object.entries(table).map(([name, allowed]) => ({
    name: `${rule}-${name}`,
    comment: `In ${folder}, ${name} stands on ${allowed.join(", ") || "nothing"}: who else imports it says so here.`,
    severity: "error",
    from: { path: `^${folder}/${name}/`, pathNot: TEST },
    to: { path: `^${folder}/[^/]+/`, pathNot: [name, ...allowed, "generated"].map((one) => `^${folder}/${one}/`) },
  }));

module.exports = {
  forbidden: [
    only("core", "^lib/core/", [], "Everything stands on core; an import there would be a circle."),
    only("env", "^lib/env/", ["^lib/core/", ZOD], "The only reader of process.env must load before all else."),
    ...Object.entries(ROOMS).map(([name, allowed]) =>
      only(name, within(name), [within(allowed.join("|")), ZOD], `The room ${name} stands on ${allowed.join(", ")}.`),
    ),
    ...neighbours("step", "lib/pipeline", STEPS),
    {
      name: "pipeline-words",
      comment: "What all steps share knows none of them.",
      severity: "error",
      from: { path: "^lib/pipeline/[^/]+$", pathNot: TEST },
      to: { path: "^lib/pipeline/[^/]+/" },
    },
    ...neighbours("records", "lib/adapters/prisma", AGGREGATES),
    {
      name: "channels-apart",
      comment: "A channel that knows another can't be taken out.",
      severity: "error",
      from: { path: "^lib/channels/([^/]+)/", pathNot: TEST },
      to: { path: "^lib/channels/[^/]+/", pathNot: "^lib/channels/$1/" },
    },
    {
      name: "neutral-rooms",
      comment:
        "What serves every channel knows none; a channel's own way of connecting stands in a folder of its name.",
      severity: "error",
      from: {
        path: "^lib/(channels/[^/]+$|accounts|rules|facts|safety|persona|credits|notices|pipeline|playground)",
        pathNot: [TEST, "^lib/accounts/connection/[^/]+/"],
      },
      to: { path: "^lib/channels/[^/]+/" },
    },
    {
      name: "inputs-in-the-browser",
      comment: "Forms check with the same schemas: what a form may send must load in a browser.",
      severity: "error",
      from: { path: "^lib/web/inputs/", pathNot: TEST },
      to: { pathNot: ["^lib/web/inputs/", within(`core|${DOMAIN}`), ZOD] },
    },
    {
      name: "domain-schemas-apart",
      comment: "Schemas stand in files of their own, so that pages that import types and functions don't ship zod.",
      severity: "error",
      from: {
        path: within(DOMAIN),
        pathNot: ["\\.schema\\.ts$", "parse-[a-z-]+\\.ts$", TEST],
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
      from: { path: "^prisma/", pathNot: TEST },
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
      comment: "A benchmark may measure a pure room, never a page; of the sandbox only what plays the models.",
      severity: "error",
      from: { path: "^bench/" },
      to: {
        path: "^(app|components|sandbox)/",
        pathNot: "^sandbox/workers-ai/(encode-texts|choose-topic)\\.ts$",
      },
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
    exclude: { path: ["(^|/)\\.next/", "^next-env\\.d\\.ts$"] },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json", ".css"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
