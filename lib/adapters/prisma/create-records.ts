import type { IdSource } from "../../core/ids";
import type { Records } from "../../pipeline/records";
import { createAccountRecords } from "./account-records";
import type { Database } from "./database";
import { createInboundRecords } from "./inbound-records";
import { createIncidentRecords } from "./incident-records";
import { createPlatformReaders } from "./platform-readers";
import { createReserveRecords } from "./reserve-records";
import { createStatusRecords } from "./status-records";
import { createTurnRecords } from "./turn-records";

/** The pipeline's records on Postgres. */
export function createRecords(database: Database, ids: IdSource): Records {
  return {
    ...createPlatformReaders(database),
    ...createAccountRecords(database),
    ...createIncidentRecords(database, ids),
    ...createInboundRecords(database, ids),
    ...createTurnRecords(database, ids),
    ...createReserveRecords(database),
    ...createStatusRecords(database),
  };
}
