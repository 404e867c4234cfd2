"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { AppErrorCode } from "@/lib/core/errors";
import { pageAge } from "./page-age";

type Failure = { code: AppErrorCode | "upstream" | "internal" | "network" | "outdated"; waitSeconds?: number };

/** Says in words why an action did not work. The same function over renders, so that what depends on it rests. */
export function useActionWords(): (failure: Failure) => string {
  const t = useTranslations("actions");
  return useCallback(({ code, waitSeconds = 1 }: Failure) => t(code, { seconds: waitSeconds }), [t]);
}

/**
 * What `reachAction` adds to an action's own failures. `network`: the call did not arrive or its answer got lost;
 * `outdated`: the server is newer than the page; `internal`: it answered what no page can read.
 */
export type Unreached = { ok: false; code: "network" | "outdated" | "internal" };

/** What browsers say of a call without an answer: Chrome, Firefox, Safari. */
const NO_ANSWER = /failed to fetch|networkerror|load failed|network connection was lost/i;

/** Calls a server action; a call that never arrived or never came back is a value too, not an exception. */
export async function reachAction<Result>(call: () => Promise<Result>): Promise<Result | Unreached> {
  try {
    return await call();
  } catch (error) {
    const code = whyUnreached(error);
    if (code === "outdated") pageAge.markOutdated();
    return { ok: false, code };
  }
}

function whyUnreached(error: unknown): Unreached["code"] {
  if (!(error instanceof Error)) return "internal";
  // Next's, for an action that this build of the server does not have.
  if (error.name === "UnrecognizedActionError") return "outdated";
  return NO_ANSWER.test(error.message) ? "network" : "internal";
}
