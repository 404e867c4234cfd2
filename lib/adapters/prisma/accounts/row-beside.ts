import type { Channel } from "@/lib/channels/inbound-message";
import type { TenantTx } from "../shared/tenant-scope";
import { addWhatsappRow } from "./whatsapp/whatsapp-records";

/** `providerName`: what the channel's provider calls the account, where that is known. */
export type NewRow = { tenantId: string; accountId: string; providerName: string | null };

/** Writes what a channel keeps beside an account's own row; in the transaction that makes the account. */
export const ADD_ROW_BESIDE = {
  whatsapp: addWhatsappRow,
} satisfies Record<Channel, (tx: TenantTx, row: NewRow) => Promise<void>>;
