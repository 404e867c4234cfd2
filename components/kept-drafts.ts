"use client";

import { useEffect, useRef } from "react";

type Reader = () => unknown;
type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** What is typed on a page, kept in the tab while the page is loaded anew. */
export class KeptDrafts {
  readonly #readers = new Map<string, Reader>();
  readonly #storage: () => Storage;

  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  /** From now on `read` gives what is to be kept under `key`; null for nothing. Returns how to stop that. */
  keep(key: string, read: Reader): () => void {
    this.#readers.set(key, read);
    return () => {
      if (this.#readers.get(key) === read) this.#readers.delete(key);
    };
  }

  /** Puts away what all of them give. A tab without storage keeps nothing, and loads anew all the same. */
  putAway(): void {
    for (const [key, read] of this.#readers) {
      const draft = read();
      if (draft === null) continue;
      try {
        this.#storage().setItem(nameOf(key), JSON.stringify(draft));
      } catch {
        return;
      }
    }
  }

  /** What was put away under `key`, once; null for nothing. */
  take(key: string): unknown {
    try {
      const text = this.#storage().getItem(nameOf(key));
      this.#storage().removeItem(nameOf(key));
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }
}

const nameOf = (key: string): string => `concierge draft ${key}`;

export const keptDrafts = new KeptDrafts(() => sessionStorage);

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
