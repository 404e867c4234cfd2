"use client";

import { BellOff, CircleCheck, CircleDashed, TriangleAlert, Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { AccountState } from "@/lib/accounts/account-state";

const LOOKS = {
  live: { tone: "good", icon: CircleCheck },
  off: { tone: "plain", icon: BellOff },
  waiting: { tone: "plain", icon: CircleDashed },
  needs_you: { tone: "care", icon: TriangleAlert },
  disconnected: { tone: "plain", icon: Unplug },
} as const satisfies Record<AccountState["kind"], object>;

export function StateBadge({ state }: { state: AccountState }) {
  const t = useTranslations("numbers.state");
  const { tone, icon: Icon } = LOOKS[state.kind];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(state.kind)}
    </Badge>
  );
}
