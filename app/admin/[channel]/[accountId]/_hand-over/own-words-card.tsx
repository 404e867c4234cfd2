"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { reachAction, useActionWords } from "@/components/call-action";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { AccountView } from "@/lib/accounts/account-view";
import { type MoreOwnWords, OWN_WORDS } from "@/lib/rules/own-words/own-words";
import { saveOwnWords } from "./actions";
import { OwnWordList } from "./own-word-list";

/** What customers can always ask for, in which words, and the owner's own words beside them. */
export function OwnWordsCard({ account, onView }: { account: AccountView; onView: (view: AccountView) => void }) {
  const t = useTranslations("ownWords");
  const words = useActionWords();

  /** Null when it is saved, else why not, in words. */
  async function save(more: MoreOwnWords, said: string, back?: MoreOwnWords): Promise<string | null> {
    const lists = { stop: [...more.stop], start: [...more.start], human: [...more.human] };
    const result = await reachAction(() => saveOwnWords({ accountId: account.id, words: lists }));
    if (!result.ok) return words(result);
    onView(result.value);
    toast.success(said, back && { duration: 8_000, action: { label: t("undo"), onClick: () => void undo(back) } });
    return null;
  }

  async function undo(back: MoreOwnWords): Promise<void> {
    const failed = await save(back, t("undone"));
    if (failed !== null) toast.error(failed);
  }

  return (
    <Card id="own-words" className="scroll-mt-6">
      <CardTitle>{t("title")}</CardTitle>
      <CardText>{t("text")}</CardText>
      <div className="mt-5 flex flex-col gap-6 divide-y divide-line [&>section+section]:pt-6">
        {OWN_WORDS.map((word) => (
          <OwnWordList key={word} word={word} more={account.moreOwnWords} save={save} />
        ))}
      </div>
    </Card>
  );
}
