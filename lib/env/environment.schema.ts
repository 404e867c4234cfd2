import * as z from "zod";

const EXPECTED =
  'a JSON list of 1 to 12 packs, all of one currency and each of another size, e.g. [{"credits":500,"price_minor":300,"currency":"usd"}]';

/** Lower case, as Stripe writes them. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()));

const pack = z
  .strictObject({
    /** The most that one entry of the ledger holds. */
    credits: z.int().min(1).max(1_000_000),
    price_minor: z.int().min(1).max(99_999_999),
    currency: z.string().refine((code) => CURRENCIES.has(code)),
  })
  .transform(({ credits, price_minor: priceMinor, currency }) => ({ credits, priceMinor, currency }));

const packs = z
  .array(pack)
  .min(1)
  .max(12)
  .refine((all) => new Set(all.map(({ credits }) => credits)).size === all.length)
  .refine((all) => new Set(all.map(({ currency }) => currency)).size === 1);

/** What is sold, as JSON; the smallest first from then on. */
const creditPacks = z
  .string()
  .max(4_000, EXPECTED)
  .transform((text, context) => {
    const parsed = packs.safeParse(readJson(text));
    if (parsed.success) return parsed.data.sort((one, other) => one.credits - other.credits);
    const path = placeOf(parsed.error.issues[0]);
    context.addIssue({ code: "custom", message: path ? `${EXPECTED}; look at ${path}` : EXPECTED });
    return z.NEVER;
  });

/** Where in the list, with the name of a field that is not known. */
function placeOf(issue: z.core.$ZodIssue | undefined): string {
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return [...(issue?.path ?? []), ...unknown].join(".");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const seconds = (fallback: number, max: number) =>
  z.coerce
    .number({ error: `a number of seconds, 0.1 to ${max}` })
    .min(0.1)
    .max(max)
    .default(fallback);

const count = (fallback: number) =>
  z.coerce.number({ error: "a whole number of 1 or more" }).int().min(1).default(fallback);

const text = (expected: string) => z.string({ error: expected }).min(1, expected);

const url = (expected: string, protocol: RegExp) =>
  z.url({ protocol, error: expected }).transform((value) => value.replace(/\/+$/, ""));

const yesOrNo = z
  .enum(["true", "false"], "true or false")
  .default("false")
  .transform((value) => value === "true");

/** Comma separated, without blanks. */
const list = (expected: string, item: RegExp, most: number) =>
  z
    .string()
    .transform((value) => value.split(",").map((one) => one.trim()))
    .refine((items) => items.length <= most && items.every((one) => item.test(one)), expected);

/** `id:base64` of 32 bytes, comma separated, the newest first: the first seals, all open. */
const encryptionKeys = z
  .string({ error: "id:base64 of 32 bytes, comma separated, newest first" })
  .transform((value, context) => {
    const keys = value.split(",").map((part) => {
      const at = part.indexOf(":");
      return { id: part.slice(0, at).trim(), key: Buffer.from(part.slice(at + 1).trim(), "base64") };
    });
    const bad = keys.some((entry) => !/^[A-Za-z0-9_-]{1,40}$/.test(entry.id) || entry.key.length !== 32);
    if (bad || new Set(keys.map((entry) => entry.id)).size !== keys.length) {
      context.addIssue({
        code: "custom",
        message: "id:base64 of 32 bytes, comma separated, newest first, each id once",
      });
      return z.NEVER;
    }
    return keys;
  });

/** What WhatsApp needs: all of it, or none where this installation does not answer there. */
export const whatsappSchema = z.object({
  META_GRAPH_URL: url("https://graph.facebook.com", /^https?$/),
  META_APP_ID: text("the id of your Meta app"),
  META_APP_SECRET: text("the app secret of your Meta app"),
  WHATSAPP_VERIFY_TOKEN: text("a secret of your choice, entered at Meta with the callback address"),
  WHATSAPP_ACCESS_TOKEN: text("a system user's token with whatsapp_business_messaging"),
  WHATSAPP_WABA_ID: z.string({ error: "the id of your WhatsApp Business Account" }).regex(/^\d+$/, "digits only"),
});

/** A JSON object, as it is handed to Meta's script. */
const jsonObject = (fallback: string) =>
  z
    .string()
    .max(2_000)
    .default(fallback)
    .transform((text, context) => {
      const parsed = z.record(z.string(), z.json()).safeParse(readJson(text));
      if (parsed.success) return parsed.data;
      context.addIssue({ code: "custom", message: "a JSON object" });
      return z.NEVER;
    });

const signupOrigins = z
  .string()
  .default("https://facebook.com")
  .transform((value) => value.split(",").map((one) => one.trim()))
  .refine((all) => all.length <= 10 && all.every(isOrigin), "origins such as https://facebook.com, comma separated");

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

/** Every variable that the program reads, with what it must look like. `.env.example` says what each is for. */
export const environmentSchema = z.object({
  APP_URL: url("the public address of this app, e.g. https://concierge.example", /^https?$/),
  DATABASE_URL: url("postgres://user:password@host:port/database", /^postgres(ql)?$/),
  DATABASE_STATEMENTS: z.enum(["named", "unnamed"], "named or unnamed").default("named"),
  UPSTASH_REDIS_REST_URL: url("the REST address of an Upstash Redis database", /^https?$/),
  UPSTASH_REDIS_REST_TOKEN: text("the REST token of that database"),
  ...whatsappSchema.partial().shape,
  META_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, "a Graph API version such as v26.0")
    .default("v26.0"),
  META_APP_SECRET_PREVIOUS: z.string().min(1).optional(),
  META_SIGNUP_CONFIG_ID: z
    .string()
    .regex(/^\d{1,40}$/, "digits only")
    .optional(),
  META_SDK_URL: url("https://connect.facebook.net/en_US/sdk.js", /^https?$/).default(
    "https://connect.facebook.net/en_US/sdk.js",
  ),
  META_SIGNUP_ORIGINS: signupOrigins,
  META_SIGNUP_EXTRAS: jsonObject('{"setup":{}}'),
  META_SIGNUP_BUSINESS_APP_EXTRAS: jsonObject(
    '{"setup":{},"featureType":"whatsapp_business_app_onboarding","sessionInfoVersion":"3"}',
  ),
  WORKERS_AI_URL: url("https://api.cloudflare.com/client/v4", /^https?$/).default(
    "https://api.cloudflare.com/client/v4",
  ),
  CLOUDFLARE_ACCOUNT_ID: text("the id of your Cloudflare account"),
  CLOUDFLARE_API_TOKEN: text("an API token of that account with Workers AI"),
  EMBEDDING_MODEL: text("a Workers AI model that embeds texts").default("@cf/baai/bge-base-en-v1.5"),
  GENERATION_MODEL: text("a chat model").default("@cf/meta/llama-4-scout-17b-16e-instruct"),
  CLASSIFIER_MODEL: text("a small chat model").default("@cf/meta/llama-3.1-8b-instruct-fast"),
  AI_BASE_URL: url(
    "an address that speaks OpenAI's chat completions, e.g. https://models.example/v1",
    /^https?$/,
  ).optional(),
  AI_API_KEY: z.string().min(1).optional(),
  ENCRYPTION_KEYS: encryptionKeys,
  CRON_SECRET: text("a secret that guards /api/jobs/sweep"),
  NEXTAUTH_SECRET: text("a secret of your choice, for sign-in cookies and links"),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "smtps://user:password@host:port" }),
  MAIL_FROM: z
    .string({ error: "the sender of sign-in mails, e.g. Concierge <hello@concierge.example>" })
    .regex(/^[^\r\n]*@[^\r\n]+$/, "the sender of sign-in mails, e.g. Concierge <hello@concierge.example>"),
  OPERATOR_EMAIL: z.email({ error: "the mail address of whoever runs this installation" }).optional(),
  OPERATOR_CONTACT: z
    .string()
    .regex(/^(https:\/\/\S+|[^\s@]+@[^\s@]+)$/, "a mail address, or a link that begins with https://")
    .optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[rs]k_(test|live)_\w+$/, "a secret or restricted key of Stripe's, sk_… or rk_…")
    .optional(),
  STRIPE_WEBHOOK_SECRET: list(
    "one or two signing secrets of Stripe's, whsec_…, comma separated",
    /^whsec_\S+$/,
    2,
  ).optional(),
  STRIPE_API_URL: url("https://api.stripe.com", /^https?$/)
    .refine((value) => new URL(value).pathname === "/", "an address without a path")
    .default("https://api.stripe.com"),
  STRIPE_PAYMENT_METHODS: list(
    "automatic, or types of payment methods such as card,link",
    /^[a-z][a-z_0-9]*$/,
    50,
  ).default(["card", "link"]),
  STRIPE_AUTOMATIC_TAX: yesOrNo,
  STRIPE_TAX_IDS: yesOrNo,
  CREDIT_PACKS: creditPacks.optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  SIGN_IN_MAILS_PER_ADDRESS: count(5),
  SIGN_IN_MAILS_PER_CLIENT: count(20),
  WEBHOOK_LISTENER: z.enum(["on", "off"], "on or off").default("on"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"], "debug, info, warn, error or silent").default("info"),
  LEASE_SECONDS: seconds(30, 600),
  UNKNOWN_HOLD_SECONDS: seconds(90, 3_600),
  SWEEP_SECONDS: seconds(30, 3_600),
  GENERATION_TIMEOUT_SECONDS: seconds(12, 300),
  CLOSE_CALL_WIDTH: z.coerce.number({ error: "a number, 0 to 0.3" }).min(0).max(0.3).default(0.035),
  CLOSE_CALL_TIMEOUT_SECONDS: seconds(2, 10),
  TURN_LIFE_SECONDS: seconds(600, 86_400),
  AI_TURN_LIFE_SECONDS: seconds(120, 86_400),
  SEND_TIMEOUT_SECONDS: seconds(10, 60),
  LOST_AFTER_SECONDS: seconds(390, 86_400),
  STALE_AFTER_SECONDS: seconds(21_600, 604_800),
  REPLIES_PER_10_MINUTES: count(30),
  REPLIES_PER_24_HOURS: count(200),
  EMBEDDED_TEXTS_PER_DAY: count(20_000),
  CHECKS_PER_DAY: count(1_000),
  TEST_REPLIES_PER_DAY: count(300),
});

export type Environment = z.infer<typeof environmentSchema>;
export type WhatsappEnvironment = Environment & z.infer<typeof whatsappSchema>;

/** The environment of an installation that answers on WhatsApp; null where it does not. */
export function withWhatsapp(env: Environment): WhatsappEnvironment | null {
  const given = Object.keys(whatsappSchema.shape) as (keyof typeof whatsappSchema.shape)[];
  return given.every((name) => env[name] !== undefined) ? (env as WhatsappEnvironment) : null;
}
