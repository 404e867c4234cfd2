/** What a file is changed by: each `[what stands there, what stands there then]` once; a new file is its text. */
export type FileEdit = readonly (readonly [string, string])[] | string;
export type Toy = { heading: string; first: string; edits: Readonly<Record<string, FileEdit>>; behaviour: string };

const RULES = "app/admin/rules/[channel]/[accountId]";
const CONFIG = "lib/rules/config/reply-config.ts";
const SCHEMA = "lib/rules/config/reply-config.schema.ts";
const DRAFT = `${RULES}/_state/rule-draft.ts`;
const WORDS = "app/messages/en.json";

/** Matches what begins with a text. */
const matcher: Toy = {
  heading: "Adding a matcher",
  first: CONFIG,
  edits: {
    [CONFIG]: [
      [
        "export type Matcher = StaticTextMatcher | PromptMatcher | FirstMessageMatcher | AnyMatcher;",
        `export type StartsWithMatcher = { kind: "starts_with"; text: string };
export type Matcher = StaticTextMatcher | PromptMatcher | FirstMessageMatcher | AnyMatcher | StartsWithMatcher;`,
      ],
    ],
    [SCHEMA]: [
      [
        `  unknownKind("static_text", "prompt", "first_message", "any"),`,
        `  unknownKind("static_text", "prompt", "first_message", "any", "starts_with"),`,
      ],
      [
        `    z
      .strictObject({
        kind: z.literal("prompt"),
        ...intent,`,
        `    z.strictObject({ kind: z.literal("starts_with"), text: words(LIMITS.keywordCharacters) }),
    z
      .strictObject({
        kind: z.literal("prompt"),
        ...intent,`,
      ],
    ],
    "lib/rules/config/stored-rule.ts": [
      [
        '} satisfies Record<Matcher["kind"]',
        `  starts_with: ({ text }: { text?: unknown }) => isText(text),
} satisfies Record<Matcher["kind"]`,
      ],
    ],
    "lib/rules/matching/matcher-table.ts": [
      [
        "/** Every kind of matcher.",
        `const readStartsWith: MatcherReader<Extract<Matcher, { kind: "starts_with" }>> = (matcher) => {
  const start = foldText(matcher.text);
  return ({ text }) =>
    text?.folded.startsWith(start)
      ? { kind: "match", why: { kind: "keyword", keyword: matcher.text, wholeWord: false, exact: false } }
      : { kind: "miss", why: { kind: "no_keyword" } };
};

/** Every kind of matcher.`,
      ],
      ["  prompt: readPrompt,", "  prompt: readPrompt,\n  starts_with: readStartsWith,"],
    ],
    [DRAFT]: [
      [
        `    case "prompt": {
      const { description, examples } = intentOfDraft(draft);`,
        `    case "starts_with":
      return { kind, text: draft.description.trim() };
    case "prompt": {
      const { description, examples } = intentOfDraft(draft);`,
      ],
    ],
    [`${RULES}/_editor/rule-editor.tsx`]: [
      [
        `            { value: "prompt", label: t("kindIntent"), hint: t("kindIntentHint") },`,
        `            { value: "prompt", label: t("kindIntent"), hint: t("kindIntentHint") },
            { value: "starts_with", label: t("kindStart"), hint: t("kindStart") },`,
      ],
    ],
    [WORDS]: [[`"kindIntentHint":`, `"kindStart": "It begins with",\n    "kindIntentHint":`]],
  },
  behaviour: `
    const { config } = parsed({ matcher: { kind: "starts_with", text: "Help" }, response: { kind: "canned", text: "yes" } });
    const stored = readStoredRule({ ...config.rules[0], enabled: null });
    const won = (text) => matchReply({ ...config, rules: [stored] }, text, { kind: "unasked" }).rule.id;
    equal([won("hélp me"), won("please help")], ["toy", "default"]);`,
};

/** Sends a fixed text, for two credits. */
const response: Toy = {
  heading: "Adding a response",
  first: CONFIG,
  edits: {
    [CONFIG]: [
      [
        "export type RuleResponse = CannedResponse | PromptResponse | NoResponse;",
        `export type DearResponse = { kind: "dear"; text: string };
export type RuleResponse = CannedResponse | PromptResponse | NoResponse | DearResponse;`,
      ],
    ],
    [SCHEMA]: [
      [`  unknownKind("canned", "prompt", "none"),`, `  unknownKind("canned", "prompt", "none", "dear"),`],
      [
        `    z.strictObject({ kind: z.literal("none") }),`,
        `    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({ kind: z.literal("dear"), text: words(LIMITS.cannedCharacters) }),`,
      ],
    ],
    "lib/rules/config/response-table.ts": [
      [
        "  none: { priceCredits: 0, needsWords: false },",
        "  none: { priceCredits: 0, needsWords: false },\n  dear: { priceCredits: 2, needsWords: true },",
      ],
    ],
    "lib/pipeline/answer/choose-reply.ts": [[`    case "canned":`, `    case "canned":\n    case "dear":`]],
    [DRAFT]: [
      ["  canned: string;\n", "  canned: string;\n  dear: string;\n"],
      [`  canned: "",\n`, `  canned: "",\n  dear: "",\n`],
    ],
    [`${RULES}/_editor/response-fields.tsx`]: [
      [
        `          { value: "none", label`,
        `          { value: "dear", label: t("kindDear"), hint: t("kindDear") },\n          { value: "none", label`,
      ],
      [`kind: "canned" | "prompt"; text: string };`, `kind: "canned" | "prompt" | "dear"; text: string };`],
    ],
    [`${RULES}/_list/rule-summary.tsx`]: [["  none: BellOff,", "  none: BellOff,\n  dear: Sparkles,"]],
    [`${RULES}/_list/default-row.tsx`]: [[`none: "defaultNone" }`, `none: "defaultNone", dear: "kindDear" }`]],
    "lib/accounts/account-view.ts": [
      [`{ kind: "canned" | "prompt"; text: string }`, `{ kind: "canned" | "prompt" | "dear"; text: string }`],
    ],
    "app/admin/[channel]/_account/default-reply-fields.tsx": [
      ["canned: string; prompt: string };", "canned: string; prompt: string; dear: string };"],
      [`{ canned: "", prompt: "" }`, `{ canned: "", prompt: "", dear: "" }`],
    ],
    [WORDS]: [[`"kindIntentHint":`, `"kindDear": "A dear one",\n    "kindIntentHint":`]],
  },
  behaviour: `
    const { config } = parsed({ matcher: { kind: "static_text", keywords: ["open"] }, response: { kind: "dear", text: "yes" } });
    const result = matchReply(config, "open?", { kind: "unasked" });
    equal([replyOf({ result, gap: null }, true).text, replyOf({ result, gap: null }, false).kind], ["yes", "silent"]);
    equal(RESPONSE_TABLE.dear.priceCredits, 2);`,
};

/** A channel that nobody has set up yet: what its parser and its adapter do is no business of the recipe's. */
const channel: Toy = {
  heading: "Adding a channel",
  first: "lib/channels/inbound-message.ts",
  edits: {
    "lib/channels/inbound-message.ts": [[`const CHANNELS = ["whatsapp"]`, `const CHANNELS = ["whatsapp", "discord"]`]],
    "lib/channels/channel-traits.ts": [
      [`, discord: "Discord" }`, " }"],
      [
        "} as const satisfies Record<Channel, ChannelTraits>;",
        `  discord: {
    name: "Discord",
    promptNoun: "Discord",
    contentPolicy: "Discord's rules",
    textLimit: { max: 2_000, unit: "characters" },
    replyWindowMs: null,
    typing: true,
    readMarks: false,
    statuses: false,
    threads: true,
    formatting: "whatsapp-marks",
    unknownSend: "give-up-after-hold",
  },
} as const satisfies Record<Channel, ChannelTraits>;`,
      ],
    ],
    "lib/channels/discord/parse-event.ts": `import type { ParsedDelivery } from "../inbound-message";

export const parseEvent = (): ParsedDelivery => ({
  channel: "discord",
  messages: [],
  statuses: [],
  echoes: [],
  displayAddresses: new Map(),
  skipped: [],
});
`,
    "lib/adapters/discord/send-reply.ts": `import type { SendReply } from "@/lib/channels/send-reply.port";

export const sendReply: SendReply = async () => ({ kind: "unreached" });
`,
    "lib/adapters/prisma/accounts/row-beside.ts": [
      ["  whatsapp: addWhatsappRow,", "  whatsapp: addWhatsappRow,\n  discord: async () => undefined,"],
    ],
    "lib/commands/account-flags.ts": [
      [
        "const SHAPES = {",
        `const SHAPES = {
  discord: {
    externalId: { pattern: /^\\\\d{1,40}$/, expected: "digits only" },
    displayAddress: { pattern: /^#/, expected: "a name that begins with #" },
  },`,
      ],
    ],
    "lib/env/environment.schema.ts": [
      [
        "export const whatsappSchema = z.object({",
        'export const discordSchema = z.object({ DISCORD_TOKEN: text("a bot\'s token") });\n\nexport const whatsappSchema = z.object({',
      ],
      [
        "  ...whatsappSchema.partial().shape,",
        "  ...whatsappSchema.partial().shape,\n  ...discordSchema.partial().shape,",
      ],
    ],
    "lib/wiring/channels.ts": [["  return { whatsapp: whatsapp &&", "  return { discord: null, whatsapp: whatsapp &&"]],
    "lib/wiring/explain-failure.ts": [
      ["{ whatsapp: statusFailureGroup }", '{ discord: () => "request", whatsapp: statusFailureGroup }'],
    ],
    "lib/web/routes/channel-doors.ts": [
      [
        "  whatsapp: { answerHandshake, receiveDelivery, takeDelivery },",
        "  whatsapp: { answerHandshake, receiveDelivery, takeDelivery },\n  discord: { answerHandshake, receiveDelivery, takeDelivery },",
      ],
    ],
    "sandbox/discord/README.md": "Its stand-in.\n",
    "lib/testing/contracts/discord-contract.ts": `/** Its description. */\nexport const DISCORD = { channel: "discord" } as const;\n`,
  },
  behaviour: `
    const door = channelDoor({ channels: { discord: null, whatsapp: null } }, "discord");
    equal(await door.response.text(), "Discord is not set up on this installation");`,
};

export const TOYS: readonly Toy[] = [matcher, response, channel];
