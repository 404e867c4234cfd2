import { expect } from "vitest";
import type { DeliveryStatus } from "@/lib/channels/inbound-message";
import { statusFailureGroup } from "@/lib/channels/whatsapp/graph-errors";
import type { AiRule } from "@/lib/pipeline/answer/ai.port";
import { ingestDelivery } from "@/lib/pipeline/receive/ingest-delivery";
import type { ReplyRule } from "@/lib/rules/config/reply-config";
import { type createPipelineWorld, customerMessage } from "./pipeline-world";

export type World = ReturnType<typeof createPipelineWorld>;

export const HOURS: ReplyRule = {
  id: "hours",
  label: "Hours",
  matcher: { kind: "static_text", keywords: ["open on sunday"] },
  response: { kind: "canned", text: "7 to 7" },
};

export const AI: ReplyRule & AiRule = {
  id: "ai",
  label: "AI",
  matcher: { kind: "static_text", keywords: ["book"] },
  response: { kind: "prompt", text: "ask which day" },
};

export const receive = (world: World, ...messages: ReturnType<typeof customerMessage>[]) =>
  ingestDelivery(world.ports, {
    channel: "whatsapp",
    messages,
    statuses: [],
    displayAddresses: new Map(),
    skipped: [],
  });

/** One message comes in and its opener attends it. */
export async function say(world: World, id: string, text: string | null, change = {}) {
  const { wakeUps } = await receive(world, customerMessage(id, text, change));
  for (const { conversation, dueAt } of wakeUps) await world.attend(conversation, dueAt);
}

/** The vendor's word on an attempt, named as `<turn id>:<attempt>`. */
export const status = (
  world: World,
  state: DeliveryStatus["state"],
  turnAndAttempt: string,
  id = "wamid.late",
  errorCode: number | null = null,
  at = world.now(),
) =>
  ingestDelivery(world.ports, {
    channel: "whatsapp",
    messages: [],
    displayAddresses: new Map(),
    skipped: [],
    statuses: [
      {
        channel: "whatsapp",
        externalId: "200",
        providerMessageId: id,
        state,
        at: new Date(at),
        callbackData: turnAndAttempt,
        errorCode,
        failure: state === "failed" && errorCode !== null ? statusFailureGroup(errorCode) : null,
        pricing: null,
      },
    ],
  });

export const onlyTurn = (world: World) => {
  expect(world.turns.size).toBe(1);
  const [turn] = world.turns.values();
  if (!turn) throw new Error("no turn");
  return turn;
};
