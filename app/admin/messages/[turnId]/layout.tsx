import type { ReactNode } from "react";
import { ownReceiptOr404 } from "@/lib/web/pages/own-receipts";

type Props = { children: ReactNode; params: Promise<{ turnId: string }> };

/** Looks the turn up before anything is sent: behind the skeleton it would be too late for the status 404. */
export default async function ReceiptLayout({ children, params }: Props) {
  await ownReceiptOr404((await params).turnId);
  return children;
}
