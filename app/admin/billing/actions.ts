"use server";

import type * as z from "zod";
import { BILLING_ACTIONS, CREDIT_ACTIONS } from "@/lib/web/actions/billing-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof CREDIT_ACTIONS & typeof BILLING_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function readBalance() {
  return performAction(CREDIT_ACTIONS.readBalance, {});
}

export async function readBudget() {
  return performAction(CREDIT_ACTIONS.readBudget, {});
}

export async function listLedger(input: Input<"listLedger">) {
  return performAction(CREDIT_ACTIONS.listLedger, input);
}

export async function setLowThreshold(input: Input<"setLowThreshold">) {
  return performAction(CREDIT_ACTIONS.setLowThreshold, input);
}

export async function buyPack(input: Input<"buyPack">) {
  return performAction(BILLING_ACTIONS.buyPack, input);
}

export async function settlePurchase(input: Input<"settlePurchase">) {
  return performAction(BILLING_ACTIONS.settlePurchase, input);
}

export async function saveAutoTopUp(input: Input<"saveAutoTopUp">) {
  return performAction(BILLING_ACTIONS.saveAutoTopUp, input);
}

export async function openPortal() {
  return performAction(BILLING_ACTIONS.openPortal, {});
}
