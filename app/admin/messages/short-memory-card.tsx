"use client";

import { useTranslations } from "next-intl";
import { useId, useOptimistic, useState, useTransition } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Card } from "@/components/ui/card";
import { Label } from "@/components/ui/label";
import { Switch } from "@/components/ui/switch";
import { setShortMemory } from "./actions";

/** Whether the AI may know what was said in the last half hour. Says what is kept for it, and for how long. */
export function ShortMemoryCard({ on }: { on: boolean }) {
  const t = useTranslations("messages.memory");
  const words = useActionWords();
  const id = useId();
  const [, startTransition] = useTransition();
  const [saved, setSaved] = useState(on);
  const [shown, show] = useOptimistic(saved);

  function turn(wanted: boolean): void {
    startTransition(async () => {
      show(wanted);
      const result = await reachAction(() => setShortMemory({ on: wanted }));
      if (!result.ok) return void toast.error(words(result));
      startTransition(() => setSaved(result.value.on));
      toast.success(t(wanted ? "turnedOn" : result.value.isErased ? "turnedOff" : "turnedOffLater"));
    });
  }

  return (
    <Card className="mt-6 flex items-start justify-between gap-5">
      <div>
        <Label htmlFor={id} className="font-semibold text-lg tracking-tight">
          {t("title")}
        </Label>
        <p id={`${id}-hint`} className="mt-1 text-soft leading-relaxed">
          {t(shown ? "on" : "off")}
        </p>
      </div>
      <Switch id={id} aria-describedby={`${id}-hint`} checked={shown} onCheckedChange={turn} className="mt-0.5" />
    </Card>
  );
}
