"use client";

import { useTranslations } from "next-intl";
import type { AppErrorCode } from "../lib/core/errors";

type Failure = { code: AppErrorCode | "upstream" | "internal" | "network"; waitSeconds?: number };

/** Says in words why an action did not work. */
export function useActionWords(): (failure: Failure) => string {
  const t = useTranslations("actions");
  return ({ code, waitSeconds = 1 }) => t(code, { seconds: waitSeconds });
}
