"use client";

import { useState } from "react";
import type { PersonaInForce, PersonaVersion } from "@/lib/persona/persona";
import type { AiRule } from "@/lib/web/pages/ai-rules";
import { PersonaForm } from "./persona-form";
import { PromptInForce } from "./prompt-in-force";
import { SafetyCard } from "./safety-card";
import { TryCard } from "./try-card";
import { usePersona } from "./use-persona";
import { VersionsCard } from "./versions-card";

type Props = { first: PersonaInForce; firstVersions: PersonaVersion[]; rules: readonly AiRule[] };

const CHECK = "safety-check";

/** All parts show the same persona in force; the form alone holds what is typed and not saved. */
export function PersonaPanel({ first, firstVersions, rules }: Props) {
  const { view, show, failing } = usePersona(first);
  const [loaded, setLoaded] = useState({ view: first, count: 0 });

  function restored(next: PersonaInForce): void {
    setLoaded(({ count }) => ({ view: next, count: count + 1 }));
    show(next);
  }

  /** The check stands above a long form: whoever saved at its foot would not see what comes of it. */
  function saved(next: PersonaInForce): void {
    show(next);
    document.getElementById(CHECK)?.scrollIntoView({ block: "center" });
  }

  return (
    <div className="flex flex-col gap-4">
      <SafetyCard id={CHECK} safety={view.safety} failing={failing} onView={show} />
      <PersonaForm key={loaded.count} loaded={loaded.view} onSaved={saved} />
      <PromptInForce rendered={view.rendered} />
      <TryCard approved={view.safety.status === "approved"} rules={rules} />
      <VersionsCard first={firstVersions} version={view.version} onRestored={restored} />
    </div>
  );
}
