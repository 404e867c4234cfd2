"use client";

import { useLinkStatus } from "next/link";
import { Spinner } from "@/components/ui/spinner";

/** In a link: that what it leads to is on its way. */
export function RowPending() {
  const { pending } = useLinkStatus();
  return pending ? <Spinner className="ml-2 inline-block align-text-bottom" /> : null;
}
