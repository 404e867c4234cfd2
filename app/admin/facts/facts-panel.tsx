"use client";

import { useState } from "react";
import type { FactsVersion, SavedFacts } from "@/lib/facts/facts";
import { FactsForm } from "./facts-form";
import { SafetyCard } from "./safety-card";
import { useFacts } from "./use-facts";
import { VersionsCard } from "./versions-card";

type Props = { first: SavedFacts; firstVersions: FactsVersion[] };

const CHECK = "safety-check";

/** All parts show the same saved facts; the form alone holds what is typed and not saved. */
export function FactsPanel({ first, firstVersions }: Props) {
  const { view, show } = useFacts(first);
  const [loaded, setLoaded] = useState({ view: first, count: 0 });

  function restored(next: SavedFacts): void {
    setLoaded(({ count }) => ({ view: next, count: count + 1 }));
    show(next);
  }

  /** The check stands above a long form: whoever saved at its foot would not see what comes of it. */
  function saved(next: SavedFacts): void {
    show(next);
    document.getElementById(CHECK)?.scrollIntoView({ block: "center" });
  }

  return (
    <div className="flex flex-col gap-4">
      <SafetyCard id={CHECK} view={view} onView={show} />
      <FactsForm key={loaded.count} loaded={loaded.view} onSaved={saved} />
      <VersionsCard first={firstVersions} view={view} onRestored={restored} />
    </div>
  );
}
