import type { LeftAloneAdded } from "@/lib/accounts/left-alone";
import { leftAloneCustomer, leftAloneInput, leftAloneNote } from "../inputs/left-alone-inputs.schema";
import { here, ownAccount } from "./account-actions";
import { defineAction } from "./run-action";

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
    input: leftAloneCustomer,
    limit: "change",
    audit: "account.answer_again",
    run: async ({ app, stamp }, { accountId, address }) =>
      here(await app.accounts.leftAlone.store.remove(stamp, accountId, address)),
  }),
} as const;
