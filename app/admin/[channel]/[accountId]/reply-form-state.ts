import type { AccountView, OnAiBlocked, ReplySettings } from "@/lib/accounts/account-view";
import { draftOf, type ResponseDraft, responseOf } from "../_account/default-reply-fields";

/** What is typed and not saved yet. */
export type ReplyFormState = {
  name: string;
  response: ResponseDraft;
  waitSeconds: number;
  onAiBlocked: OnAiBlocked;
  defaultPauseMinutes: number;
};

export function formOf(account: AccountView): ReplyFormState {
  const { displayName, waitSeconds, onAiBlocked, defaultPauseMinutes, defaultResponse } = account;
  return { name: displayName ?? "", waitSeconds, onAiBlocked, defaultPauseMinutes, response: draftOf(defaultResponse) };
}

/** An empty name is none: the number then goes by the name that Meta has verified. */
export function settingsOf({ name, response, ...others }: ReplyFormState): ReplySettings {
  return { ...others, displayName: name.trim() || null, defaultResponse: responseOf(response) };
}
