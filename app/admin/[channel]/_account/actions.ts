"use server";

import type * as z from "zod";
import { ACCOUNT_ACTIONS } from "@/lib/web/actions/account-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof ACCOUNT_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function lookUpNumber(input: Input<"lookUpNumber">) {
  return performAction(ACCOUNT_ACTIONS.lookUpNumber, input);
}

export async function connectNumber(input: Input<"connectNumber">) {
  return performAction(ACCOUNT_ACTIONS.connectNumber, input);
}

export async function selfTest(input: Input<"selfTest">) {
  return performAction(ACCOUNT_ACTIONS.selfTest, input);
}

export async function checkConnection(input: Input<"checkConnection">) {
  return performAction(ACCOUNT_ACTIONS.checkConnection, input);
}

export async function mendConnection(input: Input<"mendConnection">) {
  return performAction(ACCOUNT_ACTIONS.mendConnection, input);
}

export async function repairAccount(input: Input<"repairAccount">) {
  return performAction(ACCOUNT_ACTIONS.repairAccount, input);
}

export async function dismissWarning(input: Input<"dismissWarning">) {
  return performAction(ACCOUNT_ACTIONS.dismissWarning, input);
}

export async function replaceToken(input: Input<"replaceToken">) {
  return performAction(ACCOUNT_ACTIONS.replaceToken, input);
}

export async function setEnabled(input: Input<"setEnabled">) {
  return performAction(ACCOUNT_ACTIONS.setEnabled, input);
}

export async function saveReply(input: Input<"saveReply">) {
  return performAction(ACCOUNT_ACTIONS.saveReply, input);
}

export async function disconnectNumber(input: Input<"disconnectNumber">) {
  return performAction(ACCOUNT_ACTIONS.disconnectNumber, input);
}
