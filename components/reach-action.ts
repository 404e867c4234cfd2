/** What `reachAction` adds to an action's own failures. */
export type Unreached = { ok: false; code: "network" };

/** Calls a server action; a call that never arrived or never came back is a value too, not an exception. */
export async function reachAction<Result>(call: () => Promise<Result>): Promise<Result | Unreached> {
  try {
    return await call();
  } catch {
    return { ok: false, code: "network" };
  }
}
