"use client";

import { useEffect, useRef } from "react";
import { keptDrafts } from "./kept-drafts";

/**
 * Keeps a draft over a load of the page anew: `restore` gets it back, once. `draft` null: there is nothing to keep. What
 * comes back was written by an older page, whose drafts may have had other fields.
 */
export function useKeptDraft<Draft>(key: string, draft: Draft | null, restore: (kept: Partial<Draft>) => void): void {
  const latest = useRef({ draft, restore });
  useEffect(() => {
    latest.current = { draft, restore };
  });
  useEffect(() => {
    const kept = keptDrafts.take(key);
    if (typeof kept === "object" && kept !== null) latest.current.restore(kept as Partial<Draft>);
    return keptDrafts.keep(key, () => latest.current.draft);
  }, [key]);
}
