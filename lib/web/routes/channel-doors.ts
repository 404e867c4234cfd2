import { CHANNEL_TRAITS, readChannel } from "@/lib/channels/channel-traits";
import type { Channel } from "@/lib/channels/inbound-message";
import type { ChannelBinding, ChannelBindings } from "@/lib/wiring/channels";
import {
  answerHandshake,
  type DoorApplication,
  type IncomingDelivery,
  type Received,
  receiveDelivery,
  type TakenDelivery,
  takeDelivery,
} from "./meta-webhook";

/** Where a channel's provider brings what customers write. */
type ChannelDoor = {
  /** Answers the provider's question whether the address is ours. */
  answerHandshake(binding: ChannelBinding, url: URL): Response;
  receiveDelivery(app: DoorApplication, binding: ChannelBinding, request: Request): Promise<Received>;
  takeDelivery(app: DoorApplication, binding: ChannelBinding, incoming: IncomingDelivery): Promise<TakenDelivery>;
};

const DOORS: Readonly<Record<Channel, ChannelDoor>> = {
  whatsapp: { answerHandshake, receiveDelivery, takeDelivery },
};

/** A door that stands open, or the answer of one that does not. */
export type FoundDoor =
  | {
      kind: "open";
      answerHandshake(url: URL): Response;
      receiveDelivery(request: Request): Promise<Received>;
      takeDelivery(incoming: IncomingDelivery): Promise<TakenDelivery>;
    }
  | { kind: "closed"; response: Response };

/** What is at `/webhook/<name>`. Whoever comes to a closed door is told why, since it is an operator who mistyped. */
export function channelDoor(app: DoorApplication & { channels: ChannelBindings }, name: string): FoundDoor {
  const read = readChannel(name);
  if (read.kind === "unknown") return closed("no such channel");
  if (read.kind === "planned") return closed(`${read.name} is not built yet`);
  const binding = app.channels[read.channel];
  if (binding === null) return closed(`${CHANNEL_TRAITS[read.channel].name} is not set up on this installation`);
  const door = DOORS[read.channel];
  return {
    kind: "open",
    answerHandshake: (url) => door.answerHandshake(binding, url),
    receiveDelivery: (request) => door.receiveDelivery(app, binding, request),
    takeDelivery: (incoming) => door.takeDelivery(app, binding, incoming),
  };
}

const closed = (words: string): FoundDoor => ({
  kind: "closed",
  response: new Response(words, { status: 404, headers: { "content-type": "text/plain; charset=utf-8" } }),
});
