import type { Environment } from "@/lib/env/environment.schema";
import type { ReceivePorts } from "@/lib/pipeline/receive/ingest-delivery";
import type { ReconcilePorts } from "@/lib/pipeline/reconcile/reconcile-turns";
import type { PipelineSettings } from "@/lib/pipeline/settings";

/** What the steps of the pipeline need, all together. */
export type PipelinePorts = ReceivePorts & ReconcilePorts;

export function pipelineSettings(env: Environment): PipelineSettings {
  return {
    leaseMs: env.LEASE_SECONDS * 1000,
    unknownHoldMs: env.UNKNOWN_HOLD_SECONDS * 1000,
    turnLifeMs: env.TURN_LIFE_SECONDS * 1000,
    aiTurnLifeMs: env.AI_TURN_LIFE_SECONDS * 1000,
    generationTimeoutMs: env.GENERATION_TIMEOUT_SECONDS * 1000,
    lostAfterMs: env.LOST_AFTER_SECONDS * 1000,
    staleAfterMs: env.STALE_AFTER_SECONDS * 1000,
    repliesPer10Minutes: env.REPLIES_PER_10_MINUTES,
    repliesPer24Hours: env.REPLIES_PER_24_HOURS,
  };
}
