"use client";

import { useState } from "react";
import type { PersonaVersion, SavedPersona } from "@/lib/persona/persona";
import type { AiRule } from "@/lib/web/pages/ai-rules";
import { AssistantLineCard } from "./assistant-line-card";
import { PersonaForm } from "./persona-form";
import { PromptInForce } from "./prompt-in-force";
import { SafetyCard } from "./safety-card";
import { TryCard } from "./try-card";
import { usePersona } from "./use-persona";
import { VersionsCard } from "./versions-card";

type Props = { first: SavedPersona; firstVersions: PersonaVersion[]; rules: readonly AiRule[] };

const CHECK = "safety-check";

/** All parts show the same saved persona; the form alone holds what is typed and not saved. */
export function PersonaPanel({ first, firstVersions, rules }: Props) {
  const { view, show, failing } = usePersona(first);
  const [loaded, setLoaded] = useState({ view: first, count: 0 });

  function restored(next: SavedPersona): void {
    setLoaded(({ count }) => ({ view: next, count: count + 1 }));
    show(next);
  }

  /** The check stands above a long form: whoever saved at its foot would not see what comes of it. */
  function saved(next: SavedPersona): void {
    show(next);
    document.getElementById(CHECK)?.scrollIntoView({ block: "center" });
  }

  return (
    <div className="flex flex-col gap-4">
      <SafetyCard id={CHECK} view={view} failing={failing} onView={show} />
      <PersonaForm key={loaded.count} loaded={loaded.view} onSaved={saved} />
      <AssistantLineCard line={view.assistantLine} onView={show} />
      <PromptInForce rendered={(view.inForce ?? view).rendered} />
      <TryCard approved={view.inForce !== null} rules={rules} />
      <VersionsCard first={firstVersions} view={view} onRestored={restored} />
    </div>
  );
}
