import type { ReactNode } from "react";
import { ownAccountOr404 } from "@/lib/web/pages/own-accounts";

type Props = { children: ReactNode; params: Promise<{ accountId: string }> };

/** Looks the number up before anything is sent: behind the skeleton it would be too late for the status 404. */
export default async function AccountLayout({ children, params }: Props) {
  await ownAccountOr404((await params).accountId);
  return children;
}
