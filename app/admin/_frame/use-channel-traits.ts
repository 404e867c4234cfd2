"use client";

import { useParams } from "next/navigation";
import { CHANNEL_TRAITS, SHOWN_CHANNEL } from "@/lib/channels/channel-traits";
import { isChannel } from "@/lib/channels/inbound-message";

/** What the channel in the address is like; the layout below `[channel]` lets no other word through. */
export function useChannelTraits() {
  const { channel = "" } = useParams<{ channel?: string }>();
  return CHANNEL_TRAITS[isChannel(channel) ? channel : SHOWN_CHANNEL];
}
