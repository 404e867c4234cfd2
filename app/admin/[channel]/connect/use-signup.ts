"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import type { SignupState, SignupView } from "@/lib/accounts/connection/whatsapp/signup/signup";
import type { SignupEvent } from "@/lib/accounts/connection/whatsapp/signup/signup-event";
import type { ActionResult } from "@/lib/web/actions/run-action";
import { beginSignup, chooseSignupNumber, enterSignupPin, readSignup, retrySignup } from "./actions";

/** Where the window's message, come after the code, still says something; anywhere else it would repeat a step unasked. */
const ASKS_WHICH: ReadonlySet<SignupState["kind"]> = new Set(["working", "several_numbers", "no_number", "not_shared"]);

/**
 * One signup and what moves it. `newestId`: of the newest when the page was made, shown or not. `error`: in words, why the
 * last call did not arrive or was not allowed.
 */
export function useSignup(first: SignupView | null, newestId: string | null) {
  const words = useActionWords();
  const t = useTranslations("signup");
  const [signup, setSignup] = useState(first);
  const known = useRef(newestId);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  function show(view: SignupView): void {
    known.current = view.id;
    setSignup(view);
  }

  /** `signupId`: which one it moves; null where it begins one. */
  async function call(
    signupId: string | null,
    action: () => Promise<ActionResult<SignupView>>,
  ): Promise<SignupView | null> {
    setBusy(true);
    setError(null);
    const result = await reachAction(action);
    if (result.ok) {
      // Nothing else on the page would say that the question was asked.
      if (signupId !== null && sameState(signup, result.value)) toast(t("unchanged"));
      show(result.value);
    } else {
      setError(words(result));
      // The answer may be what got lost: the server then has gone on.
      const now = await reachAction(() => readSignup({}));
      const newest = now.ok ? now.value : null;
      if (newest && (signupId === null ? newest.id !== known.current : newest.id === signupId)) show(newest);
    }
    setBusy(false);
    return result.ok ? result.value : null;
  }

  /** By the owner's own click: its button stays where the focus is, and asks once. */
  const move = (signupId: string, action: () => Promise<ActionResult<SignupView>>): Promise<unknown> =>
    busy ? Promise.resolve() : call(signupId, action);

  /** For one opening of Meta's window: what takes its return, and what takes a message that comes after the code. */
  function listener() {
    let begun: Promise<SignupView | null> = Promise.resolve(null);
    return {
      report: (heard: Parameters<typeof beginSignup>[0]): void => {
        begun = call(null, () => beginSignup(heard));
      },
      late: async (event: SignupEvent): Promise<void> => {
        const view = await begun;
        if (view && ASKS_WHICH.has(view.state.kind))
          await call(view.id, () => retrySignup({ signupId: view.id, event }));
      },
    };
  }

  return {
    signup,
    busy,
    error,
    listener,
    leave: () => {
      setSignup(null);
      setError(null);
    },
    retry: (signupId: string) => move(signupId, () => retrySignup({ signupId, event: null })),
    choose: (signupId: string, numberId: string) => move(signupId, () => chooseSignupNumber({ signupId, numberId })),
    enterPin: (signupId: string, pin: string) => move(signupId, () => enterSignupPin({ signupId, pin })),
  };
}

function sameState(before: SignupView | null, after: SignupView): boolean {
  return before?.id === after.id && JSON.stringify(before.state) === JSON.stringify(after.state);
}
