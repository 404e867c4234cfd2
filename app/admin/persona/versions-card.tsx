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
import type { PersonaVersion, SavedPersona } from "@/lib/persona/persona";
import { PRESETS } from "@/lib/persona/presets";
import { renderPersona } from "@/lib/persona/render-persona";
import { listVersions, restorePersona } from "./actions";

type Props = { first: PersonaVersion[]; view: SavedPersona; onRestored: (view: SavedPersona) => void };

/** The last saved personas; each can be brought back, and needs no new check if it was judged before. */
export function VersionsCard({ first, view, onRestored }: Props) {
  const { version, inForce } = view;
  const t = useTranslations("persona.versions");
  const words = useActionWords();
  const [asked, setAsked] = useState<PersonaVersion | null>(null);
  const [busy, setBusy] = useState(false);
  const { data: versions } = useQuery({
    queryKey: ["persona-versions", version],
    placeholderData: (before: PersonaVersion[] | undefined) => before ?? first,
    queryFn: async () => {
      const result = await reachAction(listVersions);
      return result.ok ? result.value : first;
    },
  });

  async function restore(wanted: PersonaVersion): Promise<void> {
    setBusy(true);
    const result = await reachAction(() => restorePersona({ wanted: wanted.version, version }));
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
                  <Way version={one} /> · <LocalTime at={one.createdAt} />
                </span>
              </summary>
              <p className="mt-2 whitespace-pre-wrap break-words font-mono text-[0.8125rem] text-soft leading-relaxed">
                {renderPersona(one.persona)}
              </p>
            </details>
            {one.version === inForce?.version ? <Badge tone="good">{t("inForce")}</Badge> : null}
            {one.version === version ? (
              one.version === inForce?.version ? null : (
                <Badge tone="care">{t("newest")}</Badge>
              )
            ) : (
              <Button
                kind="secondary"
                size="small"
                onClick={() => setAsked(one)}
                aria-label={t("bringBackOne", { version: one.version })}
              >
                {t("bringBack")}
              </Button>
            )}
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

function Way({ version: { persona } }: { version: PersonaVersion }) {
  const t = useTranslations("persona.modes");
  const name = persona.mode === "preset" ? PRESETS.find(({ id }) => id === persona.preset)?.name : undefined;
  return name ?? t(`${persona.mode}.label`);
}
