import { describe, expect, test } from "vitest";
import { sandboxEnvironment, sandboxPorts } from "./environment";

describe("sandboxEnvironment", () => {
  test("fills in everything for an empty environment", () => {
    const { values, parts } = sandboxEnvironment({});
    expect(values).toEqual({
      PORT: "3000",
      APP_URL: "http://localhost:3000",
      DATABASE_URL: "postgres://concierge_app:concierge@127.0.0.1:4060/concierge",
      MIGRATE_DATABASE_URL: "postgres://concierge:concierge@127.0.0.1:4060/concierge",
      UPSTASH_REDIS_REST_URL: "http://127.0.0.1:4040",
      UPSTASH_REDIS_REST_TOKEN: "sandbox-redis-token",
      META_GRAPH_URL: "http://127.0.0.1:4010",
      META_APP_ID: "sandbox-app",
      META_APP_SECRET: "sandbox-app-secret",
      WHATSAPP_VERIFY_TOKEN: "sandbox-verify-token",
      WHATSAPP_ACCESS_TOKEN: "sandbox-access-token",
      WHATSAPP_WABA_ID: "100000000000001",
      META_SIGNUP_CONFIG_ID: "400000000000001",
      META_SDK_URL: "http://127.0.0.1:4010/en_US/sdk.js",
      META_SIGNUP_ORIGINS: "http://127.0.0.1:4010",
      WORKERS_AI_URL: "http://127.0.0.1:4020/client/v4",
      CLOUDFLARE_ACCOUNT_ID: "sandbox-account",
      CLOUDFLARE_API_TOKEN: "sandbox-ai-token",
      STRIPE_API_URL: "http://127.0.0.1:4030",
      STRIPE_SECRET_KEY: "sk_test_sandbox",
      STRIPE_WEBHOOK_SECRET: "whsec_sandbox",
      ENCRYPTION_KEYS: expect.stringMatching(/^sandbox:/),
      CRON_SECRET: "sandbox-cron-secret",
      NEXTAUTH_SECRET: "sandbox-nextauth-secret",
      SMTP_URL: "smtp://127.0.0.1:4051",
      MAIL_FROM: "Concierge <concierge@demo.example>",
      OPERATOR_EMAIL: "operator@sandbox.example",
      SIGN_IN_MAILS_PER_ADDRESS: "1000",
      SIGN_IN_MAILS_PER_CLIENT: "1000",
    });
    expect(Buffer.from(values.ENCRYPTION_KEYS?.slice("sandbox:".length) ?? "", "base64")).toHaveLength(32);
    expect(parts.map((part) => [part.name, part.standIn])).toEqual([
      ["app", false],
      ["database", true],
      ["redis", true],
      ["meta", true],
      ["workers-ai", true],
      ["mail", true],
      ["stripe", true],
    ]);
  });

  test("leaves alone what is set, and gives no secrets for a service that is elsewhere", () => {
    const { values, parts } = sandboxEnvironment({
      DATABASE_URL: "postgres://me:secret@db.example/app",
      META_GRAPH_URL: "https://graph.facebook.com",
      CLOUDFLARE_ACCOUNT_ID: "mine",
      CLOUDFLARE_API_TOKEN: "token",
      STRIPE_SECRET_KEY: "sk_test_mine",
      SMTP_URL: "smtps://me:secret@mail.example",
      CRON_SECRET: "mine",
    });
    expect(Object.keys(values).sort()).toEqual([
      "APP_URL",
      "ENCRYPTION_KEYS",
      "NEXTAUTH_SECRET",
      "PORT",
      "UPSTASH_REDIS_REST_TOKEN",
      "UPSTASH_REDIS_REST_URL",
    ]);
    expect(parts.map((part) => part.standIn)).toEqual([false, false, true, false, false, false, false]);
    expect(JSON.stringify(parts)).not.toContain("secret");
  });

  test("fills in nothing when the app is reached from elsewhere, or its address can't be read", () => {
    for (const APP_URL of ["https://concierge.example", "concierge.example", "http://10.0.0.1:3000"]) {
      const { values, parts } = sandboxEnvironment({ APP_URL });
      expect(values).toEqual({});
      expect(parts.some((part) => part.standIn)).toBe(false);
    }
  });

  test("knows its own addresses again, so that children of a start see the same parts", () => {
    const first = sandboxEnvironment({ SANDBOX_META_PORT: "5010" });
    const second = sandboxEnvironment({ SANDBOX_META_PORT: "5010", ...first.values });
    expect(second).toEqual({ values: {}, parts: first.parts });
  });
});

test("ports: moved by their variables, the app's also by APP_URL; nonsense is named", () => {
  expect(sandboxPorts({ PORT: "3100", SANDBOX_REDIS_PORT: "5040", APP_URL: "http://localhost:9" })).toEqual({
    app: 3100,
    meta: 4010,
    "workers-ai": 4020,
    stripe: 4030,
    redis: 5040,
    postgres: 4060,
    mail: 4050,
    smtp: 4051,
  });
  expect(sandboxPorts({ APP_URL: "http://127.0.0.1:3200" }).app).toBe(3200);
  expect(() => sandboxPorts({ SANDBOX_POSTGRES_PORT: "http" })).toThrow("SANDBOX_POSTGRES_PORT");
});
