"use server";

import type * as z from "zod";
import { LEFT_ALONE_ACTIONS } from "@/lib/web/actions/account-actions";
import { performAction } from "@/lib/web/actions/server-action";

type Actions = typeof LEFT_ALONE_ACTIONS;
type Input<Name extends keyof Actions> = z.input<Actions[Name]["input"]>;

export async function leaveAlone(input: Input<"leaveAlone">) {
  return performAction(LEFT_ALONE_ACTIONS.leaveAlone, input);
}

export async function changeLeftAloneNote(input: Input<"changeLeftAloneNote">) {
  return performAction(LEFT_ALONE_ACTIONS.changeLeftAloneNote, input);
}

export async function answerAgain(input: Input<"answerAgain">) {
  return performAction(LEFT_ALONE_ACTIONS.answerAgain, input);
}
