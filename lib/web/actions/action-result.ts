import type { AppErrorCode } from "@/lib/core/errors";

/** Why an action did not run or did not finish. `upstream`: Meta or the mail server; `internal`: ours, and logged. */
export type ActionFailure = {
  ok: false;
  code: AppErrorCode | "upstream" | "internal";
  /** With `rate_limited`: when to try again. */
  waitSeconds?: number;
  /** With `invalid_input`: what is wrong, by path. */
  problems?: Record<string, string>;
};

/** What a server action answers: never an exception, so that a form can say what happened and keep what was typed. */
export type ActionResult<Value> = { ok: true; value: Value } | ActionFailure;
