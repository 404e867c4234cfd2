"use client";

import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { SafetyState } from "@/lib/safety/safety-check";

const LOOKS = {
  pending: { tone: "care", icon: LoaderCircle },
  approved: { tone: "good", icon: CircleCheck },
  rejected: { tone: "bad", icon: CircleX },
} as const satisfies Record<SafetyState["status"], object>;

/** What the safety check says of a text; `label` says it in words. */
export function SafetyBadge({ status, label }: { status: SafetyState["status"]; label: string }) {
  const { tone, icon: Icon } = LOOKS[status];
  return (
    <Badge tone={tone} data-testid="safety" data-status={status}>
      <Icon aria-hidden className={status === "pending" ? "motion-safe:animate-spin" : undefined} />
      {label}
    </Badge>
  );
}
