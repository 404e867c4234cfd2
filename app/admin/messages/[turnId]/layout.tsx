import type { ReactNode } from "react";
import { ownReceiptOr404 } from "@/lib/web/pages/own-receipts";

type Props = { children: ReactNode; params: Promise<{ turnId: string }> };

/**
 * Looks the turn up before anything is sent: later would be too late for the status 404. There is no skeleton beside it: what
 * streams in behind one is hidden from a browser without JavaScript, and the row that was pressed says that it waits.
 */
export default async function ReceiptLayout({ children, params }: Props) {
  await ownReceiptOr404((await params).turnId);
  return children;
}
