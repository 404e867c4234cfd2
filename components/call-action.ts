"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { AppErrorCode } from "@/lib/core/errors";

type Failure = { code: AppErrorCode | "upstream" | "internal" | "network" | "outdated"; waitSeconds?: number };

/** Says in words why an action did not work. The same function over renders, so that what depends on it rests. */
export function useActionWords(): (failure: Failure) => string {
  const t = useTranslations("actions");
  return useCallback(({ code, waitSeconds = 1 }: Failure) => t(code, { seconds: waitSeconds }), [t]);
}
