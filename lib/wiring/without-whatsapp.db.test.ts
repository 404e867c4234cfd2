import { describe, expect, inject, it } from "vitest";
import { readEnvironment } from "@/lib/env/read-environment";
import { DEMO_ACCOUNT } from "@/lib/testing/pipeline/pipeline-world";
import { channelDoor } from "@/lib/web/routes/channel-doors";
import { buildApplication } from "./application";
import { checkReadiness } from "./check-readiness";

/** Everything that a start needs but WhatsApp. */
const env = readEnvironment({
  APP_URL: "http://localhost:3000",
  DATABASE_URL: inject("databaseUrl"),
  UPSTASH_REDIS_REST_URL: inject("redisUrl"),
  UPSTASH_REDIS_REST_TOKEN: inject("redisToken"),
  CLOUDFLARE_ACCOUNT_ID: "sandbox-account",
  CLOUDFLARE_API_TOKEN: "sandbox-ai-token",
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
  CRON_SECRET: "sandbox-cron-secret",
  NEXTAUTH_SECRET: "sandbox-nextauth-secret",
  SMTP_URL: "smtp://127.0.0.1:9",
  MAIL_FROM: "Concierge <concierge@demo.example>",
  LOG_LEVEL: "silent",
});

describe("an installation without WhatsApp", () => {
  it("is ready, and says at its door that WhatsApp is not set up", async () => {
    const app = buildApplication(env);
    expect(app.channels).toEqual({ whatsapp: null });
    expect(await checkReadiness(app)).toMatchObject({ ready: true });
    const door = channelDoor(app, "whatsapp");
    expect(door.kind === "closed" && (await door.response.text())).toBe("WhatsApp is not set up on this installation");
    await app.database.$disconnect();
  });

  it("sends nothing for an account that is left from before, and holds its operator responsible", async () => {
    const app = buildApplication(env);
    const reply = { account: DEMO_ACCOUNT, to: { kind: "phone", value: "15550100100" }, text: "hi" } as const;
    const sent = { ...reply, callbackData: "turn:1" };
    expect(await app.ports.sendReply(sent)).toEqual({
      kind: "refused",
      group: "auth",
      code: null,
      tokenOwner: "operator",
    });
    expect(await app.ports.askSend(sent)).toEqual({ kind: "unknown" });
    await expect(app.ai.showTyping(DEMO_ACCOUNT, "1")).resolves.toBeUndefined();
    await app.database.$disconnect();
  });
});
