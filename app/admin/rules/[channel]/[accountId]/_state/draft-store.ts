"use client";

import { useCallback, useSyncExternalStore } from "react";
import type { StoredRule } from "@/lib/rules/config/reply-config";
import { newRuleId } from "@/lib/rules/editing/rule-edit";
import { NO_PHRASES, type RulePhrases } from "@/lib/rules/editing/rule-list";
import { sameValue } from "@/lib/rules/editing/same-value";
import { draftOfRule, type RuleDraft } from "./rule-draft";

/** The key of the rule that is being added; no stored id begins with a blank. */
export const NEW_RULE = " new";

/** `base` and `phrases`: the rule, and what its threshold is placed by, as they were when the editor was opened. */
export type OpenDraft = { id: string; draft: RuleDraft; base: StoredRule | null; phrases: RulePhrases };
/** A map: a rule's id may be any word, also one that every object answers to. */
export type OpenDrafts = ReadonlyMap<string, OpenDraft>;

/**
 * Editors that are open, each with what is typed in it; opening one leaves the others as they are. Outside of React's
 * state, so that a key pressed in one editor draws that one row anew and not all 200.
 */
export class DraftStore {
  #open: OpenDrafts = new Map();
  readonly #listeners = new Set<() => void>();

  readonly read = (): OpenDrafts => this.#open;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens a rule's editor, or closes it where nothing was typed yet. */
  toggle(key: string, base: StoredRule | null, phrases: RulePhrases = NO_PHRASES): void {
    const known = this.#open.get(key);
    if (known) {
      if (sameValue(known.draft, draftOfRule(known.base, known.phrases))) this.close(key);
      return;
    }
    const id = base?.id ?? newRuleId("", crypto.randomUUID().slice(0, 8));
    this.#set(key, { id, base, phrases, draft: draftOfRule(base, phrases) });
  }

  /** Opens the editor of a new rule with something in it; false where one is open already. */
  begin(draft: RuleDraft): boolean {
    const id = newRuleId("", crypto.randomUUID().slice(0, 8));
    return this.reopen(NEW_RULE, { id, base: null, phrases: NO_PHRASES, draft });
  }

  /** Opens an editor again with what was typed in it; false where the next one has been begun in its place. */
  reopen(key: string, open: OpenDraft): boolean {
    if (this.#open.has(key)) return false;
    this.#set(key, open);
    return true;
  }

  /** Opens editors again that an older page put away; what was opened since stays. */
  restore(kept: readonly (readonly [string, OpenDraft])[]): void {
    for (const [key, open] of kept) {
      this.reopen(key, { ...open, draft: { ...draftOfRule(open.base, open.phrases), ...open.draft } });
    }
  }

  change(key: string, draft: RuleDraft): void {
    const known = this.#open.get(key);
    if (known) this.#set(key, { ...known, draft });
  }

  close(key: string): void {
    this.#set(key, null);
  }

  #set(key: string, draft: OpenDraft | null): void {
    const open = new Map(this.#open);
    if (draft) open.set(key, draft);
    else open.delete(key);
    this.#open = open;
    for (const listener of this.#listeners) listener();
  }
}

const NONE: OpenDrafts = new Map();

export function useOpenDrafts(store: DraftStore): OpenDrafts {
  return useSyncExternalStore(store.subscribe, store.read, () => NONE);
}

export function useOpenDraft(store: DraftStore, key: string): OpenDraft | null {
  const read = useCallback(() => store.read().get(key) ?? null, [store, key]);
  return useSyncExternalStore(store.subscribe, read, () => null);
}
