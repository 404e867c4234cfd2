import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { environmentSchema, whatsappSchema, withWhatsapp } from "./environment.schema";
import { EnvironmentError, readEnvironment } from "./read-environment";

const WHATSAPP = whatsappSchema.shape;

const key = (byte: number): string => Buffer.alloc(32, byte).toString("base64");
const randomKey = (): string => randomBytes(32).toString("base64");

const LOCAL = {
  APP_URL: "http://localhost:3000",
  DATABASE_URL: "postgres://concierge:concierge@127.0.0.1:4060/concierge",
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1:4040",
  UPSTASH_REDIS_REST_TOKEN: "sandbox-redis-token",
  META_GRAPH_URL: "http://127.0.0.1:4010",
  META_APP_ID: "sandbox-app",
  META_APP_SECRET: "sandbox-app-secret",
  WHATSAPP_VERIFY_TOKEN: "sandbox-verify-token",
  WHATSAPP_ACCESS_TOKEN: "sandbox-access-token",
  WHATSAPP_WABA_ID: "100000000000001",
  CLOUDFLARE_ACCOUNT_ID: "sandbox-account",
  CLOUDFLARE_API_TOKEN: "sandbox-ai-token",
  ENCRYPTION_KEYS: `sandbox:${key(1)}`,
  CRON_SECRET: "sandbox-cron-secret",
  NEXTAUTH_SECRET: "sandbox-nextauth-secret",
  SMTP_URL: "smtp://127.0.0.1:4051",
  MAIL_FROM: "Concierge <concierge@demo.example>",
};

/** May be left out, both or none. */
const SHOP = { STRIPE_SECRET_KEY: "sk_test_sandbox", STRIPE_WEBHOOK_SECRET: "whsec_sandbox" };

const PUBLIC = {
  ...LOCAL,
  APP_URL: "https://concierge.example",
  UPSTASH_REDIS_REST_URL: "https://redis.example",
  UPSTASH_REDIS_REST_TOKEN: "redis-0123456789",
  META_GRAPH_URL: "https://graph.facebook.com",
  META_APP_SECRET: "meta-0123456789ab",
  WHATSAPP_VERIFY_TOKEN: "verify-0123456789",
  WHATSAPP_ACCESS_TOKEN: "access-0123456789",
  CLOUDFLARE_API_TOKEN: "cloudflare-012345",
  ENCRYPTION_KEYS: `k2:${randomKey()},k1:${randomKey()}`,
  CRON_SECRET: "cron-0123456789ab",
  NEXTAUTH_SECRET: "auth-0123456789ab",
  SMTP_URL: "smtps://user:password@mail.example",
  STRIPE_SECRET_KEY: "sk_live_0123456789abcdef",
  STRIPE_WEBHOOK_SECRET: "whsec_0123456789abcdef",
};

function problems(source: Record<string, string | undefined>): readonly string[] {
  try {
    readEnvironment(source);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
}

describe("readEnvironment", () => {
  it("takes the sandbox on loopback, and real values on a public address", () => {
    expect(readEnvironment(LOCAL).LEASE_SECONDS).toBe(30);
    expect(readEnvironment(PUBLIC).ENCRYPTION_KEYS.map(({ id }) => id)).toEqual(["k2", "k1"]);
  });

  it.each(Object.keys(LOCAL))("names %s when it is missing, and what was expected", (name) => {
    expect(problems({ ...LOCAL, [name]: undefined })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is missing: expected .{5}`)),
    ]);
    expect(problems({ ...LOCAL, [name]: "" })).toHaveLength(1);
  });

  it.each([
    ["APP_URL", "salon.example"],
    ["DATABASE_URL", "mysql://localhost/x"],
    ["META_GRAPH_VERSION", "26"],
    ["WHATSAPP_WABA_ID", "abc"],
    ["META_SIGNUP_CONFIG_ID", "config"],
    ["META_SDK_URL", "script"],
    ["META_SIGNUP_ORIGINS", "www.fb.example"],
    ["META_SIGNUP_ORIGINS", "https://facebook.com/"],
    ["META_SIGNUP_EXTRAS", "setup"],
    ["META_SIGNUP_BUSINESS_APP_EXTRAS", '["setup"]'],
    ["ENCRYPTION_KEYS", "k1:too-short"],
    ["ENCRYPTION_KEYS", `k1:${key(1)},k1:${key(2)}`],
    ["SMTP_URL", "https://mail.example"],
    ["MAIL_FROM", "nobody"],
    ["OPERATOR_EMAIL", "nobody"],
    ["LEASE_SECONDS", "soon"],
    ["LEASE_SECONDS", "0"],
    ["REPLIES_PER_24_HOURS", "0"],
    ["LOG_LEVEL", "loud"],
  ])("names %s when it is %s, without quoting it", (name, value) => {
    const [problem, ...more] = problems({ ...LOCAL, [name]: value });
    expect(more).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name} has a wrong value: expected .{5}`));
    expect(problem).not.toContain(value.length > 3 ? value : "\u0000");
  });

  it("has Meta's own script, window and origins for a signup, and takes a stand-in's on this machine", () => {
    expect(readEnvironment(PUBLIC)).toMatchObject({
      META_SDK_URL: "https://connect.facebook.net/en_US/sdk.js",
      META_SIGNUP_ORIGINS: ["https://facebook.com"],
      META_SIGNUP_EXTRAS: { setup: {} },
      META_SIGNUP_BUSINESS_APP_EXTRAS: { featureType: "whatsapp_business_app_onboarding" },
    });
    const standIn = { META_SDK_URL: "http://127.0.0.1:4010/sdk.js", META_SIGNUP_ORIGINS: "http://127.0.0.1:4010" };
    expect(problems({ ...LOCAL, ...standIn })).toEqual([]);
  });

  it.each([
    "http://www.facebook.com",
    "https://evilfacebook.com",
    "https://facebook.com.evil.example",
    "https://www.facebook.com:8443",
    "https://www.facebook.com,https://evil.example",
    "http://127.0.0.1:4010",
  ])("listens on a public address to facebook.com alone, not to %s", (origins) => {
    const wrong = expect.stringMatching(/^META_SIGNUP_ORIGINS has a wrong value/);
    expect(problems({ ...PUBLIC, META_SIGNUP_ORIGINS: origins })).toEqual([wrong]);
    const own = "https://facebook.com,https://web.facebook.com";
    expect(problems({ ...PUBLIC, META_SIGNUP_ORIGINS: own })).toEqual([]);
  });

  it.each(["http://connect.facebook.net/sdk.js", "https://notfacebook.net/sdk.js", "http://127.0.0.1:4010/sdk.js"])(
    "loads on a public address no script from %s",
    (address) =>
      expect(problems({ ...PUBLIC, META_SDK_URL: address })).toEqual([
        expect.stringMatching(/^META_SDK_URL has a wrong value/),
      ]),
  );

  it("wants Google's two halves together", () => {
    expect(problems({ ...LOCAL, GOOGLE_CLIENT_ID: "id" })).toEqual([expect.stringContaining("GOOGLE_CLIENT_SECRET")]);
    expect(problems({ ...LOCAL, GOOGLE_CLIENT_ID: "id", GOOGLE_CLIENT_SECRET: "secret" })).toEqual([]);
  });

  it("names all that is wrong at once", () => {
    expect(problems({})).toHaveLength(Object.keys(LOCAL).length - Object.keys(WHATSAPP).length);
    const [one] = Object.keys(WHATSAPP);
    expect(problems({ [String(one)]: "https://graph.facebook.com" })).toHaveLength(Object.keys(LOCAL).length - 1);
  });

  it("starts without WhatsApp, on this machine and on a public address, and says that it is not there", () => {
    const without = Object.fromEntries(Object.keys(WHATSAPP).map((name) => [name, undefined]));
    expect(withWhatsapp(readEnvironment({ ...LOCAL, ...without }))).toBeNull();
    expect(withWhatsapp(readEnvironment({ ...PUBLIC, ...without }))).toBeNull();
    expect(withWhatsapp(readEnvironment(LOCAL))?.META_APP_ID).toBe("sandbox-app");
  });

  it.each(Object.keys(WHATSAPP))("wants the rest of WhatsApp beside %s, each by its name", (name) => {
    const others = Object.keys(WHATSAPP).filter((other) => other !== name);
    const only = { ...LOCAL, ...Object.fromEntries(others.map((other) => [other, undefined])) };
    expect(problems(only).map((problem) => problem.split(" ")[0])).toEqual(others);
    for (const problem of problems(only)) expect(problem).toContain("WhatsApp needs all of its variables, or none");
  });

  it("refuses sandbox secrets, plain http and vendors on loopback on a public address", () => {
    const found = problems({ ...LOCAL, APP_URL: "http://concierge.example" }).map((problem) => problem.split(" ")[0]);
    for (const name of [
      "APP_URL",
      "META_APP_SECRET",
      "WHATSAPP_VERIFY_TOKEN",
      "WHATSAPP_ACCESS_TOKEN",
      "CLOUDFLARE_API_TOKEN",
      "UPSTASH_REDIS_REST_TOKEN",
      "CRON_SECRET",
      "NEXTAUTH_SECRET",
      "ENCRYPTION_KEYS",
      "META_GRAPH_URL",
    ]) {
      expect(found).toContain(name);
    }
    expect(problems({ ...PUBLIC, ENCRYPTION_KEYS: `k1:${randomKey()},sandbox:${randomKey()}` })).toHaveLength(1);
    const renamed = Buffer.from("concierge sandbox key, not secre").toString("base64");
    expect(problems({ ...PUBLIC, ENCRYPTION_KEYS: `mine:${renamed}` })).toHaveLength(1);
  });
});

describe("readEnvironment on a public address", () => {
  it.each([
    ["AI_BASE_URL", "http://models.example/v1"],
    ["AI_BASE_URL", "HTTP://models.example/v1"],
    ["UPSTASH_REDIS_REST_URL", "http://redis.example"],
    ["CRON_SECRET", "fifteen-letters"],
    ["NEXTAUTH_SECRET", "fifteen-letters"],
    ["WHATSAPP_VERIFY_TOKEN", "fifteen-letters"],
    ["META_APP_SECRET", "fifteen-letters"],
    ["META_APP_SECRET_PREVIOUS", "fifteen-letters"],
    ["WHATSAPP_ACCESS_TOKEN", "fifteen-letters"],
    ["UPSTASH_REDIS_REST_TOKEN", "fifteen-letters"],
    ["CLOUDFLARE_API_TOKEN", "fifteen-letters"],
    ["AI_API_KEY", "fifteen-letters"],
    ["STRIPE_SECRET_KEY", "sk_test_short"],
    ["STRIPE_SECRET_KEY", "sk_test_sandbox_of_many"],
    ["STRIPE_WEBHOOK_SECRET", "whsec_0123456789abcdef,whsec_short"],
    ["STRIPE_WEBHOOK_SECRET", "whsec_sandbox-but-longer"],
    ["STRIPE_API_URL", "https://127.0.0.1:4030"],
    ["NEXTAUTH_SECRET", "x".repeat(32)],
    ["CRON_SECRET", "changeme-changeme-change"],
    ["META_APP_SECRET", "0123456701234567"],
    ["ENCRYPTION_KEYS", `k1:${key(1)}`],
    ["ENCRYPTION_KEYS", `k1:${randomKey()},k0:${Buffer.from("0123456789".repeat(4).slice(0, 32)).toString("base64")}`],
  ])("refuses %s as %s, without quoting it", (name, value) => {
    const [problem, ...more] = problems({ ...PUBLIC, [name]: value });
    expect(more).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name} .*: expected .{5}`));
    expect(problem).not.toContain(value);
    expect(problems({ ...LOCAL, ...SHOP, [name]: value })).toEqual([]);
  });

  it("takes a model or a Redis beside the app, and secrets of 16 characters", () => {
    const beside = {
      AI_BASE_URL: "http://127.0.0.1:8000/v1",
      AI_API_KEY: "none",
      UPSTASH_REDIS_REST_URL: "http://localhost:8079",
    };
    expect(problems({ ...PUBLIC, ...beside, CRON_SECRET: "sixteen-letters!" })).toEqual([]);
  });
});

describe("what is sold", () => {
  const packs = (value: unknown) => problems({ ...LOCAL, CREDIT_PACKS: JSON.stringify(value) });

  it("is a list of packs, the smallest first", () => {
    const list = [
      { credits: 900, price_minor: 500, currency: "eur" },
      { credits: 100, price_minor: 70, currency: "eur" },
    ];
    expect(readEnvironment({ ...LOCAL, CREDIT_PACKS: JSON.stringify(list) }).CREDIT_PACKS).toEqual([
      { credits: 100, priceMinor: 70, currency: "eur" },
      { credits: 900, priceMinor: 500, currency: "eur" },
    ]);
  });

  it.each([
    ["0.currency", [{ credits: 100, price_minor: 70, currency: "zzz" }]],
    ["0.name", [{ credits: 100, price_minor: 70, currency: "eur", name: "Small" }]],
    [
      "1.price_minor",
      [
        { credits: 100, price_minor: 70, currency: "eur" },
        { credits: 200, price: 9, currency: "eur" },
      ],
    ],
  ])("is refused with the place that is wrong: %s", (place, value) => {
    expect(packs(value)).toEqual([expect.stringMatching(new RegExp(`look at ${place.replace(".", "[.]")}$`))]);
  });

  it.each([
    [[]],
    [{ credits: 100 }],
    [[{ credits: 0, price_minor: 70, currency: "eur" }]],
    [[{ credits: 1_000_001, price_minor: 70, currency: "eur" }]],
    [[{ credits: 100, price_minor: 0.7, currency: "eur" }]],
    [[{ credits: 100, price_minor: 70, currency: "EUR" }]],
    [
      [
        { credits: 100, price_minor: 70, currency: "eur" },
        { credits: 100, price_minor: 80, currency: "eur" },
      ],
    ],
    [
      [
        { credits: 100, price_minor: 70, currency: "eur" },
        { credits: 200, price_minor: 80, currency: "usd" },
      ],
    ],
  ])("is refused as %j, with an example of what is wanted", (value) => {
    expect(packs(value)).toEqual([expect.stringMatching(/^CREDIT_PACKS has a wrong value: expected a JSON list/)]);
  });

  it("needs key and webhook secret together, and an address without a path", () => {
    const half = { ...LOCAL, ...SHOP, STRIPE_WEBHOOK_SECRET: "" };
    expect(problems(half)).toEqual([expect.stringContaining("belong together")]);
    const three = "whsec_1,whsec_2,whsec_3";
    expect(problems({ ...half, STRIPE_WEBHOOK_SECRET: three })).toEqual([
      expect.stringMatching(/^STRIPE_WEBHOOK_SECRET has a wrong value/),
    ]);
    expect(problems({ ...LOCAL, STRIPE_API_URL: "https://api.stripe.com/v1" })).toHaveLength(1);
  });
});

describe(".env.example", () => {
  it("explains every variable with one line, and names no other", () => {
    const lines = readFileSync(".env.example", "utf8").split("\n");
    const named = lines.flatMap((line) => /^#? ?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);
    const ours = Object.keys(environmentSchema.shape);
    expect(ours.filter((name) => !named.includes(name))).toEqual([]);
    const sandboxOnly = [
      "MIGRATE_DATABASE_URL",
      "PORT",
      "REDIS_URL",
      "CONCIERGE_BROWSER",
      "TEST_DATABASE_URL",
      "TEST_REDIS_URL",
    ];
    const known = [...ours, ...sandboxOnly];
    expect(named.filter((name) => !known.includes(name) && !name.startsWith("SANDBOX_"))).toEqual([]);
    for (const name of named) {
      const at = lines.findIndex((line) => new RegExp(`^#? ?${name}=`).test(line));
      expect(lines[at - 1], name).toMatch(/^# .{10}/);
    }
  });
});
