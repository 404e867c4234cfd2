import type { AccountView } from "@/lib/accounts/account-view";
import { handOverMailInput, ownWordsInput } from "../inputs/account-inputs.schema";
import { here } from "./account-actions";
import { defineAction } from "./run-action";

/** What an owner says of words that customers can always use, and of the mail when one wants a person. */
export const HAND_OVER_ACTIONS = {
  saveOwnWords: defineAction({
    name: "save_own_words",
    input: ownWordsInput,
    limit: "change",
    audit: "account.own_words",
    run: async ({ app, stamp }, { accountId, words }): Promise<AccountView> =>
      here(await app.accounts.store.setOwnWords(stamp, accountId, words)).view,
  }),
  setHandOverMail: defineAction({
    name: "set_hand_over_mail",
    input: handOverMailInput,
    limit: "change",
    audit: "account.hand_over_mail",
    run: async ({ app, stamp }, { accountId, ...mail }): Promise<AccountView> =>
      here(await app.accounts.store.setHandOverMail(stamp, accountId, mail)).view,
  }),
} as const;
