"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { shownAddress } from "@/components/shown-address";
import type { LeftAlone, LeftAloneRemoved } from "@/lib/accounts/left-alone";
import { answerAgain, changeLeftAloneNote, leaveAlone } from "./actions";

type Customer = { kind: "typed"; text: string } | { kind: "address"; address: string };

export type LeftAloneList = {
  entries: readonly LeftAlone[];
  /** Null when the customer is on the list by now, else why not, in words. */
  add(customer: Customer, note: string | null): Promise<string | null>;
  changeNote(address: string, note: string | null): Promise<string | null>;
  /**
   * What became of it, said in a toast but for `stopped`: the customer asked for no more answers themselves, and nothing
   * was changed without `liftsStop`. Null: it failed, and why was said.
   */
  remove(entry: LeftAlone, liftsStop: boolean): Promise<LeftAloneRemoved["kind"] | null>;
};

/** The list as it is shown: each change is taken over once the server has it, and said with the way back. */
export function useLeftAlone(accountId: string, first: readonly LeftAlone[]): LeftAloneList {
  const t = useTranslations("leftAlone");
  const words = useActionWords();
  const [entries, setEntries] = useState(first);

  const put = (entry: LeftAlone) =>
    setEntries((before) =>
      [entry, ...before.filter(({ address }) => address !== entry.address)].toSorted(
        (one, other) => other.createdAt.getTime() - one.createdAt.getTime(),
      ),
    );
  const say = (said: string, back: () => Promise<unknown>) =>
    toast.success(said, { duration: 8_000, action: { label: t("undo"), onClick: () => void back() } });

  async function add(customer: Customer, note: string | null): Promise<string | null> {
    const result = await reachAction(() => leaveAlone({ accountId, customer, note }));
    if (!result.ok) return words(result);
    const { value } = result;
    if (value.kind === "unreadable") return t("customerBad");
    if (value.kind === "full") return t("full", { most: value.most });
    const { entry } = value;
    const named = { customer: shownAddress(entry.address) };
    put(entry);
    // What was typed stays: the note in it is not the one that stands.
    if (value.kind === "there") return t("there", named);
    say(t("added", named), () => remove(entry, false));
    return null;
  }

  async function remove({ address }: LeftAlone, liftsStop: boolean): Promise<LeftAloneRemoved["kind"] | null> {
    const result = await reachAction(() => answerAgain({ accountId, address, liftsStop }));
    if (!result.ok) {
      toast.error(words(result));
      return null;
    }
    const { value } = result;
    if (value.kind === "stopped") return value.kind;
    setEntries((before) => before.filter((one) => one.address !== address));
    if (value.kind === "kept") put(value.left);
    const said = t(value.kind, { customer: shownAddress(address) });
    const back = async () => {
      const failed = await add({ kind: "address", address: value.entry.address }, value.entry.note);
      if (failed !== null) toast.error(failed);
    };
    // A customer's own wish can't be brought back by the owner: that it goes was confirmed.
    if (liftsStop) toast.success(said);
    else say(said, back);
    return value.kind;
  }

  async function changeNote(address: string, note: string | null): Promise<string | null> {
    const result = await reachAction(() => changeLeftAloneNote({ accountId, address, note }));
    if (!result.ok) return words(result);
    put(result.value);
    toast.success(t("noteSaved"));
    return null;
  }

  return { entries, add, changeNote, remove };
}
