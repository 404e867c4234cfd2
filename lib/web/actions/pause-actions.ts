import type { AccountView } from "@/lib/accounts/account-view";
import { MOST_PAUSE_DAYS, type Pause } from "@/lib/accounts/pause";
import type { AuditStamp } from "@/lib/core/audit-stamp";
import { pauseReplies, resumeAccount } from "@/lib/pipeline/hold/pause-replies";
import type { Application } from "@/lib/wiring/application";
import { humanPauseInput, oneAccount, oneCustomer, pauseUntil } from "../inputs/account-inputs.schema";
import { here, ownAccount } from "./account-actions";
import { defineAction } from "./run-action";

/** What came of a wish to pause: the pauses that stand now, or that the time asked for is over, or too far off. */
export type PauseResult = { kind: "done"; pauses: Pause[] } | { kind: "past" | "far" };

/** What an owner asks for holds, whatever stood before. The list that it answers is read afterwards. */
async function change(
  { accounts, ports }: Application,
  stamp: AuditStamp,
  accountId: string,
  customer: string | null,
  until: Date | null,
): Promise<{ kind: "done"; pauses: Pause[] }> {
  const { buffer, conversationNames } = ports;
  const ref = { tenantId: stamp.tenantId, accountId };
  const asked = { cause: "owner", now: stamp.at, stamp } as const;
  const pausing = { records: accounts.pauses, buffer, conversationNames };
  here(
    await (customer === null && until === null
      ? resumeAccount(pausing, ref, asked)
      : pauseReplies(pausing, ref, { ...asked, customer, until, keepsLater: false })),
  );
  return { kind: "done", pauses: await accounts.pauses.listPauses(ref, stamp.at) };
}

/** Everything about who is answered by hand. The access matrix test goes through this table. */
export const PAUSE_ACTIONS = {
  listPauses: defineAction({
    name: "list_pauses",
    input: oneAccount,
    limit: "look",
    audit: null,
    run: async ({ app, owner }, { accountId }) => {
      await ownAccount(app, owner, accountId);
      return app.accounts.pauses.listPauses({ tenantId: owner.tenantId, accountId }, app.ports.clock.now());
    },
  }),
  pauseEverybody: defineAction({
    name: "pause_everybody",
    input: pauseUntil,
    limit: "change",
    audit: "account.pause",
    run: async ({ app, stamp }, { accountId, until }): Promise<PauseResult> => {
      const aheadMs = until.getTime() - stamp.at.getTime();
      if (aheadMs <= 0) return { kind: "past" };
      if (aheadMs > MOST_PAUSE_DAYS * 86_400_000) return { kind: "far" };
      return change(app, stamp, accountId, null, until);
    },
  }),
  resumeEverybody: defineAction({
    name: "resume_everybody",
    input: oneAccount,
    limit: "change",
    audit: "account.resume",
    run: ({ app, stamp }, { accountId }): Promise<PauseResult> => change(app, stamp, accountId, null, null),
  }),
  resumeCustomer: defineAction({
    name: "resume_customer",
    input: oneCustomer,
    limit: "change",
    audit: "account.resume_customer",
    run: ({ app, stamp }, { accountId, address }): Promise<PauseResult> => change(app, stamp, accountId, address, null),
  }),
  setHumanPause: defineAction({
    name: "set_human_pause",
    input: humanPauseInput,
    limit: "change",
    audit: "account.human_pause",
    run: async ({ app, stamp }, { accountId, minutes }): Promise<AccountView> =>
      here(await app.accounts.store.setHumanPause(stamp, accountId, minutes)).view,
  }),
} as const;
