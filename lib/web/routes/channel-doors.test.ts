import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Channel } from "@/lib/channels/inbound-message";
import { delivery, textMessage } from "@/lib/testing/fixtures/whatsapp-deliveries";
import { createPipelineWorld, DEMO_ACCOUNT, T0 } from "@/lib/testing/pipeline/pipeline-world";
import { createCapacity } from "@/lib/wiring/capacity";
import { type ChannelBinding, type ChannelBindings, receiveWhatsapp } from "@/lib/wiring/channels";
import { channelDoor } from "./channel-doors";

const SECRET = "an-app-secret";
const whatsapp = receiveWhatsapp({
  META_APP_SECRET: SECRET,
  WHATSAPP_VERIFY_TOKEN: "a-verify-token",
}) as ChannelBinding;

function find(name: string, channels: ChannelBindings) {
  const world = createPipelineWorld();
  const capacity = createCapacity(() => 0, world.now, world.ports.log);
  return { world, door: channelDoor({ ports: world.ports, capacity, channels }, name) };
}

describe("the door of a channel", () => {
  it.each<[string, Record<Channel, ChannelBinding | null>, string]>([
    ["nowhere", { whatsapp }, "no such channel"],
    ["__proto__", { whatsapp }, "no such channel"],
    ["instagram", { whatsapp }, "Instagram is not built yet"],
    ["email", { whatsapp }, "E-mail is not built yet"],
    ["discord", { whatsapp }, "Discord is not built yet"],
    ["whatsapp", { whatsapp: null }, "WhatsApp is not set up on this installation"],
  ])("%s is closed, and says why", async (name, channels, words) => {
    const { door } = find(name, channels);
    if (door.kind === "open") throw new Error("the door is open");
    expect(door.response.status).toBe(404);
    expect(await door.response.text()).toBe(words);
  });

  it("that is set up takes its provider's deliveries and handshakes", async () => {
    const { door, world } = find("whatsapp", { whatsapp });
    if (door.kind === "closed") throw new Error("the door is closed");
    const message = textMessage({ body: "hello", timestamp: String(T0 / 1000) });
    const body = JSON.stringify(delivery([message], { numberId: DEMO_ACCOUNT.externalId }));
    const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
    const url = "http://localhost/webhook/whatsapp";
    const request = new Request(url, { method: "POST", body, headers: { "x-hub-signature-256": signature } });
    expect((await door.receiveDelivery(request)).response.status).toBe(200);
    expect(world.messages).toHaveLength(1);
    const query = "hub.mode=subscribe&hub.verify_token=a-verify-token&hub.challenge=7";
    expect(await door.answerHandshake(new URL(`${url}?${query}`)).text()).toBe("7");
  });
});
