import type { AccountRecord, AccountView, ReplySettings } from "@/lib/accounts/account-view";
import type { AccountPorts } from "@/lib/accounts/connection/account-records.port";
import { runSelfTest } from "@/lib/accounts/connection/self-test";
import { checkConnection } from "@/lib/accounts/connection/whatsapp/check-connection";
import { connectNumber } from "@/lib/accounts/connection/whatsapp/connect-number";
import { disconnectNumber } from "@/lib/accounts/connection/whatsapp/disconnect-number";
import { lookUpNumber } from "@/lib/accounts/connection/whatsapp/prove-control";
import { repairAccount, replaceToken } from "@/lib/accounts/connection/whatsapp/repair-account";
import { mendConnection } from "@/lib/accounts/connection/whatsapp/repair-connection";
import type { LeftAloneAdded } from "@/lib/accounts/left-alone";
import { AppError } from "@/lib/core/errors";
import type { Application } from "@/lib/wiring/application";
import type { Owner } from "../auth/current-person";
import {
  followUpInput,
  leftAloneEnd,
  leftAloneInput,
  leftAloneNote,
  mendInput,
  newToken,
  numberAndToken,
  oneAccount,
  oneWarning,
  replyInput,
  switchInput,
} from "../inputs/account-inputs.schema";
import { checkTexts, finishRules, forgetConversations } from "./after-save";
import { defineAction } from "./run-action";

/** A connected account of this owner's. Somebody else's, an unknown and a disconnected one are the same refusal. */
export async function ownAccount(app: Application, { tenantId }: Owner, accountId: string): Promise<AccountRecord> {
  const record = await app.accounts.store.find(tenantId, accountId);
  return here(record?.view.disconnectedAt === null ? record : null);
}

/** What was found, or the one refusal for all that is not there or not theirs. */
export function here<Found>(found: Found | null): Found {
  if (found === null) throw new AppError("not_found", "There is no such number.");
  return found;
}

/** What asks Meta; its pages say so where the operator has not set WhatsApp up. */
function connector({ channels }: Application): AccountPorts {
  if (channels.whatsapp === null) throw new AppError("not_found", "WhatsApp is not set up on this installation.");
  return channels.whatsapp.connector;
}

/** A record's view in the place of the record: the sealed token stays on the server. */
function shown<Result extends object>(result: Result): WithView<Result> {
  if (!("record" in result)) return result as WithView<Result>;
  const { record, ...rest } = result as Result & { record: AccountRecord };
  return { ...rest, view: record.view } as WithView<Result>;
}

type WithView<Result> = Result extends { record: AccountRecord }
  ? Omit<Result, "record"> & { view: AccountView }
  : Result;

/** Every change and question of the accounts' pages. The access matrix test goes through this table. */
export const ACCOUNT_ACTIONS = {
  /** Whether a number may be connected, and what Meta calls it: for the owner to confirm. */
  lookUpNumber: defineAction({
    name: "look_up_number",
    input: numberAndToken,
    limit: "ask_meta",
    audit: null,
    run: ({ app, owner }, claim) => lookUpNumber(connector(app), owner.tenantId, claim),
  }),
  connectNumber: defineAction({
    name: "connect_number",
    input: numberAndToken,
    limit: "ask_meta",
    audit: "account.connect",
    run: ({ app, stamp }, claim) => connectNumber(connector(app), stamp, claim),
    // A number that comes back brings its rules along.
    after: finishRules,
  }),
  selfTest: defineAction({
    name: "self_test",
    input: oneAccount,
    limit: "self_test",
    audit: null,
    run: async ({ app, owner }, { accountId }) =>
      shown(await runSelfTest(connector(app), await ownAccount(app, owner, accountId))),
  }),
  checkConnection: defineAction({
    name: "check_connection",
    input: oneAccount,
    limit: "ask_meta",
    audit: null,
    run: async ({ app, owner }, { accountId }) =>
      shown(await checkConnection(connector(app), await ownAccount(app, owner, accountId))),
  }),
  mendConnection: defineAction({
    name: "mend_connection",
    input: mendInput,
    limit: "ask_meta",
    audit: "account.mend",
    run: async ({ app, owner, stamp }, { accountId, mend }) =>
      shown(await mendConnection(connector(app), stamp, await ownAccount(app, owner, accountId), mend)),
  }),
  repairAccount: defineAction({
    name: "repair_account",
    input: oneAccount,
    limit: "ask_meta",
    audit: "account.repair",
    run: async ({ app, owner, stamp }, { accountId }) =>
      shown(await repairAccount(connector(app), stamp, await ownAccount(app, owner, accountId))),
  }),
  dismissWarning: defineAction({
    name: "dismiss_warning",
    input: oneWarning,
    limit: "change",
    audit: "account.dismiss_warning",
    run: async ({ app, stamp }, { accountId, warningId }) =>
      here(await app.accounts.store.dismissWarning(stamp, accountId, warningId)).view,
  }),
  replaceToken: defineAction({
    name: "replace_token",
    input: newToken,
    limit: "ask_meta",
    audit: "account.replace_token",
    run: async ({ app, owner, stamp }, { accountId, token }) =>
      shown(await replaceToken(connector(app), stamp, await ownAccount(app, owner, accountId), token)),
  }),
  setEnabled: defineAction({
    name: "set_enabled",
    input: switchInput,
    limit: "change",
    audit: "account.switch",
    run: async ({ app, stamp }, { accountId, enabled }) =>
      here(await app.accounts.store.setEnabled(stamp, accountId, enabled)).view,
  }),
  saveReply: defineAction({
    name: "save_reply",
    input: replyInput,
    limit: "change",
    audit: "account.save_reply",
    run: async ({ app, stamp }, { accountId, version, confirm, ...settings }) =>
      shown(
        here(await app.accounts.store.saveReply(stamp, accountId, version, settings satisfies ReplySettings, confirm)),
      ),
    after: checkTexts,
  }),
  setFollowUp: defineAction({
    name: "set_follow_up",
    input: followUpInput,
    limit: "change",
    audit: "account.follow_up",
    run: async ({ app, stamp }, { accountId, ...settings }) =>
      here(await app.accounts.store.setFollowUp(stamp, accountId, settings)).view,
  }),
  disconnectNumber: defineAction({
    name: "disconnect_number",
    input: oneAccount,
    limit: "ask_meta",
    audit: "account.disconnect",
    run: async ({ app, owner, stamp }, { accountId }) => {
      const result = await disconnectNumber(connector(app), stamp, await ownAccount(app, owner, accountId));
      await forgetConversations(app, [accountId]);
      return result;
    },
  }),
} as const;

/** What came of asking for a customer to be left alone; `unreadable`: what was typed is no phone number and no user id. */
export type LeaveAloneResult = LeftAloneAdded | { kind: "unreadable" };

/** Every change of the lists of customers whom a number never answers. The access matrix test goes through this table. */
export const LEFT_ALONE_ACTIONS = {
  leaveAlone: defineAction({
    name: "leave_alone",
    input: leftAloneInput,
    limit: "change",
    audit: "account.leave_alone",
    run: async ({ app, owner, stamp }, { accountId, customer, note }): Promise<LeaveAloneResult> => {
      const { store, readTypedAddress } = app.accounts.leftAlone;
      const { view } = await ownAccount(app, owner, accountId);
      const address =
        customer.kind === "address" ? customer.address : readTypedAddress(customer.text, view.displayAddress);
      if (address === null) return { kind: "unreadable" };
      return here(await store.add(stamp, accountId, address, note));
    },
  }),
  changeLeftAloneNote: defineAction({
    name: "change_left_alone_note",
    input: leftAloneNote,
    limit: "change",
    audit: "account.left_alone_note",
    run: async ({ app, stamp }, { accountId, address, note }) =>
      here(await app.accounts.leftAlone.store.changeNote(stamp, accountId, address, note)),
  }),
  answerAgain: defineAction({
    name: "answer_again",
    input: leftAloneEnd,
    limit: "change",
    audit: "account.answer_again",
    run: async ({ app, stamp }, { accountId, address, liftsStop }) =>
      here(await app.accounts.leftAlone.store.remove(stamp, accountId, address, liftsStop)),
  }),
} as const;
