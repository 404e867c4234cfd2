import type { PauseRecords } from "@/lib/accounts/pause";
import type { IdSource } from "@/lib/core/ids";
import type { TurnCredits } from "@/lib/pipeline/answer/generate-reply";
import type { OwnWordRecords } from "@/lib/pipeline/answer/own-words";
import type { HandOverRecords } from "@/lib/pipeline/hold/hand-over";
import type { InboundRecords } from "@/lib/pipeline/receive/ingest-delivery";
import type { ReconcileRecords } from "@/lib/pipeline/reconcile/reconcile-turns";
import type { TurnRecords } from "@/lib/pipeline/release/release-turn";
import type { AttemptRecords } from "@/lib/pipeline/send/send-turn";
import { createAccountBindings } from "../accounts/account-bindings";
import { createAccountRecords } from "../accounts/account-in-force";
import { createIncidentRecords } from "../accounts/incident-records";
import { createPauseRecords } from "../accounts/pause-records";
import { createKeptConfigs } from "../rules/kept-configs";
import type { Database } from "../shared/database";
import { createConsentRecords } from "./consent-records";
import { createEchoRecords } from "./echo-records";
import { createPlatformReaders } from "./find-stray-turns";
import { createHandOverRecords } from "./hand-over-records";
import { createInboundRecords } from "./inbound-records";
import { createAttemptSteps } from "./ordinary/attempt-steps";
import { createTurnBeginning } from "./ordinary/begin-turn";
import { createStatusSteps } from "./ordinary/status-steps";
import { createReserveRecords } from "./reserve-records";
import { createStatusRecords } from "./status-records";
import { createTurnRecords } from "./turn-records";

type PipelineRecords = InboundRecords &
  PauseRecords &
  TurnRecords &
  OwnWordRecords &
  AttemptRecords &
  TurnCredits &
  HandOverRecords &
  ReconcileRecords;

/** The pipeline's records on Postgres. `classifier`: whose verdicts on facts are today's. */
export function createRecords(database: Database, ids: IdSource, classifier: string): PipelineRecords {
  const kept = createKeptConfigs();
  const accounts = createAccountRecords(database, kept, classifier);
  const turns = createTurnRecords(database, ids);
  return {
    ...createPlatformReaders(database),
    ...createAccountBindings(database),
    ...accounts,
    ...createIncidentRecords(database, ids),
    ...createInboundRecords(database, ids),
    ...createEchoRecords(database),
    ...createPauseRecords(database, ids),
    ...turns,
    ...createAttemptSteps(database, ids, turns),
    ...createTurnBeginning(database, { ...accounts, ...turns }, kept, classifier),
    ...createConsentRecords(database, ids),
    ...createHandOverRecords(database),
    ...createReserveRecords(database),
    ...createStatusSteps(database, createStatusRecords(database)),
  };
}
