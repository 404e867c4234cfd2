/**
 * Where the webhooks of a number go, and the handshake a new address has to pass (WA/webhooks/override: number before
 * WABA before app, for what people write; news of the account's health goes to the app's own address, whatever is set).
 */
import { randomInt } from "node:crypto";
import { GraphError, invalidParameter } from "../world/graph-error";
import type { MetaWorld } from "../world/meta-world";
import type { PhoneNumber } from "../world/world-record";

const maxCallbackLength = 200;
const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

export class WebhookTarget {
  /** The app's own address; moved by `POST /{app}/subscriptions`, until the next start. */
  appCallback: string;

  constructor(
    private readonly world: MetaWorld,
    appUrl: string,
  ) {
    this.appCallback = new URL("/webhook/whatsapp", appUrl).href;
  }

  /** The address for a number's webhooks; undefined if its WABA has no subscribed app. */
  of(number: PhoneNumber): string | undefined {
    const waba = this.world.waba(number.wabaId);
    if (!waba.subscribed) return undefined;
    return number.callback?.url ?? waba.callback?.url ?? this.appCallback;
  }

  /**
   * Checks an override the way Meta does: subscribed to the WABA already, length, then the handshake. @throws GraphError
   * 100 or 2200
   */
  async accept(url: unknown, verifyToken: unknown, wabaId: string): Promise<{ url: string }> {
    if (!this.world.waba(wabaId).subscribed) {
      throw invalidParameter(
        "Before override the current callback uri, your app must be subscribed to receive messages for WhatsApp Business Account",
      );
    }
    return this.checkAddress(url, verifyToken);
  }

  /** Takes loopback addresses only, because no message may leave this machine. @throws GraphError 100 or 2200 */
  async checkAddress(url: unknown, verifyToken: unknown): Promise<{ url: string }> {
    if (typeof url !== "string" || url.length > maxCallbackLength || !URL.canParse(url)) {
      throw invalidParameter("Param override_callback_uri must be a valid URI");
    }
    if (!loopbackHosts.has(new URL(url).hostname)) {
      throw invalidParameter("The stand-in calls loopback addresses only", url);
    }
    const status = await shakeHands(url, typeof verifyToken === "string" ? verifyToken : "");
    if (status !== "verified") {
      const message = `(#2200) Callback verification failed with the following errors: ${status}`;
      throw new GraphError({ status: 400, code: 2200, message });
    }
    return { url };
  }
}

/** `verified` if the address answers the handshake with 200 and the challenge; else what was wrong. */
export async function shakeHands(url: string, verifyToken: string): Promise<string> {
  const challenge = String(randomInt(100_000_000, 2_000_000_000));
  const address = new URL(url);
  address.searchParams.set("hub.mode", "subscribe");
  address.searchParams.set("hub.challenge", challenge);
  address.searchParams.set("hub.verify_token", verifyToken);
  try {
    const answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(30_000) });
    if (answer.status !== 200) return `HTTP Status Code = ${answer.status}`;
    return (await answer.text()) === challenge ? "verified" : "the challenge was not echoed";
  } catch {
    return "no answer";
  }
}
