"use server";

import type * as z from "zod";
import { performAction } from "@/lib/web/actions/server-action";
import { SIGNUP_ACTIONS } from "@/lib/web/actions/signup-actions";

type Actions = typeof SIGNUP_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function beginSignup(input: Input<"beginSignup">) {
  return performAction(SIGNUP_ACTIONS.beginSignup, input);
}

export async function retrySignup(input: Input<"retrySignup">) {
  return performAction(SIGNUP_ACTIONS.retrySignup, input);
}

export async function chooseSignupNumber(input: Input<"chooseSignupNumber">) {
  return performAction(SIGNUP_ACTIONS.chooseSignupNumber, input);
}

export async function enterSignupPin(input: Input<"enterSignupPin">) {
  return performAction(SIGNUP_ACTIONS.enterSignupPin, input);
}

export async function readSignup(input: Input<"readSignup">) {
  return performAction(SIGNUP_ACTIONS.readSignup, input);
}
