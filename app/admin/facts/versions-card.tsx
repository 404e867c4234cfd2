"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { LocalTime } from "@/components/local-time";
import { AlertDialog, AlertDialogCancel } from "@/components/ui/alert-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { FactsVersion, SavedFacts } from "@/lib/facts/facts";
import { weekWords } from "@/lib/facts/hours-words";
import { factTexts } from "@/lib/facts/render-facts";
import { listVersions, restoreFacts } from "./actions";

type Props = { first: FactsVersion[]; view: SavedFacts; onRestored: (view: SavedFacts) => void };

/** What was saved before; each can be brought back, and needs no new check if its words were judged before. */
export function VersionsCard({ first, view: { version, inForce }, onRestored }: Props) {
  const t = useTranslations("businessFacts.versions");
  const words = useActionWords();
  const [asked, setAsked] = useState<FactsVersion | null>(null);
  const [busy, setBusy] = useState(false);
  const { data: versions } = useQuery({
    queryKey: ["facts-versions", version],
    placeholderData: (before: FactsVersion[] | undefined) => before ?? first,
    queryFn: async () => {
      const result = await reachAction(listVersions);
      return result.ok ? result.value : first;
    },
  });

  async function restore(wanted: FactsVersion): Promise<void> {
    setBusy(true);
    const result = await reachAction(() => restoreFacts({ wanted: wanted.version, version }));
    setBusy(false);
    setAsked(null);
    if (!result.ok) return void toast.error(words(result));
    if (result.value.kind === "stale") return void toast.error(t("stale"));
    toast.success(t("restored", { version: wanted.version }));
    onRestored(result.value.view);
  }

  const shown = versions ?? first;
  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{shown.length === 0 ? t("none") : t("text")}</CardText>
      <ul className="mt-3 divide-y divide-line">
        {shown.map((one) => (
          <li key={one.version} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <details className="min-w-0 flex-1">
              <summary className="cursor-pointer rounded-lg py-1">
                <span className="font-medium">{t("name", { version: one.version })}</span>{" "}
                <span className="text-sm text-soft">
                  <LocalTime at={one.createdAt} />
                </span>
              </summary>
              <p className="mt-2 whitespace-pre-wrap break-words font-mono text-[0.8125rem] text-soft leading-relaxed">
                {[...weekWords(one.facts), factTexts(one.facts)].join("\n").trim() || t("empty")}
              </p>
            </details>
            <div className="flex flex-wrap items-center gap-2">
              {one.version === inForce ? <Badge tone="good">{t("inForce")}</Badge> : null}
              {one.version === version ? null : (
                <Button
                  kind="secondary"
                  size="small"
                  onClick={() => setAsked(one)}
                  aria-label={t("bringBackOne", { version: one.version })}
                >
                  {t("bringBack")}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <AlertDialog
        open={asked !== null}
        onOpenChange={(open) => setAsked(open ? asked : null)}
        title={t("ask", { version: asked?.version ?? 0 })}
        text={t("askText")}
      >
        <AlertDialogCancel asChild>
          <Button kind="secondary">{t("no")}</Button>
        </AlertDialogCancel>
        <Button disabled={busy} onClick={() => asked && restore(asked)}>
          {t("yes")}
        </Button>
      </AlertDialog>
    </Card>
  );
}
