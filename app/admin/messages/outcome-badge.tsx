import { CircleCheck, CircleSlash, CircleX, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { TurnOutcome } from "@/lib/pipeline/turn-log.port";

const LOOKS = {
  replied: { tone: "good", icon: CircleCheck },
  silent: { tone: "plain", icon: CircleSlash },
  undelivered: { tone: "bad", icon: CircleX },
  open: { tone: "care", icon: LoaderCircle },
} as const satisfies Record<TurnOutcome, object>;

/** What became of a turn, in a word. */
export function OutcomeBadge({ outcome }: { outcome: TurnOutcome }) {
  const t = useTranslations("messages");
  const { tone, icon: Icon } = LOOKS[outcome];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(`outcomes.${outcome}`)}
    </Badge>
  );
}
