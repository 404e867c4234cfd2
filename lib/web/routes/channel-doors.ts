import { type Channel, isChannel } from "@/lib/channels/inbound-message";
import type { Application } from "@/lib/wiring/application";
import { answerHandshake, type Received, receiveDelivery } from "./meta-webhook";

/** Where a channel's provider brings what customers write. */
export type ChannelDoor = {
  /** Answers the provider's question whether the address is ours. */
  answerHandshake(app: Application, url: URL): Response;
  receiveDelivery(app: Application, request: Request): Promise<Received>;
};

const DOORS: Readonly<Record<Channel, ChannelDoor>> = {
  whatsapp: { answerHandshake, receiveDelivery },
};

/** The door at `/webhook/<name>`; null where there is none. */
export function channelDoor(name: string): ChannelDoor | null {
  return isChannel(name) ? DOORS[name] : null;
}
