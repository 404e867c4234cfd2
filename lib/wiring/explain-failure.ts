import { type FailureMeaning, failureMeaning } from "@/lib/channels/failure-meaning";
import type { Channel } from "@/lib/channels/inbound-message";
import type { SendFailureGroup } from "@/lib/channels/send-failure-group";
import type { TokenOwner } from "@/lib/channels/send-reply.port";
import { statusFailureGroup } from "@/lib/channels/whatsapp/graph-errors";

type GroupOf = (code: number) => SendFailureGroup;

const GROUP_OF = { whatsapp: statusFailureGroup } as const satisfies Record<Channel, GroupOf>;

/** What a channel's error code means to an owner. `by`: whose access was used. */
export function explainFailure(channel: Channel, code: number, by: TokenOwner): FailureMeaning {
  return failureMeaning(code, GROUP_OF[channel](code), by);
}
