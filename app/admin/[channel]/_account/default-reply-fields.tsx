"use client";

import { useTranslations } from "next-intl";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import type { DefaultResponse } from "@/lib/accounts/account-view";
import { type TextLimit, textLength } from "@/lib/core/unicode";
import { cannedLimit, REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";

/** Texts by kind: switching to and fro loses nothing that was typed. */
export type ResponseDraft = { kind: DefaultResponse["kind"]; canned: string; prompt: string };

export function draftOf(response: DefaultResponse): ResponseDraft {
  const empty = { canned: "", prompt: "" };
  if (response.kind === "none") return { ...empty, kind: "none" };
  return { ...empty, kind: response.kind, [response.kind]: response.text };
}

export function responseOf(draft: ResponseDraft): DefaultResponse {
  return draft.kind === "none" ? { kind: "none" } : { kind: draft.kind, text: draft[draft.kind] };
}

const PROMPT_LIMIT: TextLimit = { max: REPLY_CONFIG_LIMITS.promptCharacters, unit: "characters" };

/** Why a text can't be saved, counted the way the server counts; `textLimit` is the channel's. Null when it can. */
export function responseProblem(
  draft: ResponseDraft,
  textLimit: TextLimit,
): { kind: "empty" } | { kind: "long"; max: number; count: number } | null {
  if (draft.kind === "none") return null;
  const text = draft[draft.kind];
  const { max, unit } = draft.kind === "canned" ? cannedLimit(textLimit) : PROMPT_LIMIT;
  const count = textLength(text, unit);
  if (text.trim() === "") return { kind: "empty" };
  return count > max ? { kind: "long", max, count } : null;
}

type Props = { draft: ResponseDraft; onChange: (draft: ResponseDraft) => void; showProblems: boolean };

/** What everybody gets whom no rule answers: a fixed text, what the AI writes by instructions, or nothing. */
export function DefaultReplyFields({ draft, onChange, showProblems }: Props) {
  const t = useTranslations("account");
  const { kind: shown } = draft;
  const problem = responseProblem(draft, useChannelTraits().textLimit);
  const words =
    problem === null ? null : problem.kind === "empty" ? (showProblems ? t("textEmpty") : null) : t("tooLong", problem);
  return (
    <div className="flex flex-col gap-4">
      <ChoiceGroup
        columns={3}
        label={t("defaultKind")}
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind })}
        choices={[
          { value: "canned", label: t("kindCanned"), hint: t("kindCannedHint") },
          { value: "prompt", label: t("kindPrompt"), hint: t("kindPromptHint") },
          { value: "none", label: t("kindNone"), hint: t("kindNoneHint") },
        ]}
      />
      {shown === "none" ? null : (
        <Field label={t(shown === "canned" ? "cannedText" : "promptText")} error={words}>
          {(control) => (
            <Textarea
              {...control}
              placeholder={shown === "prompt" ? t("promptPlaceholder") : undefined}
              value={draft[shown]}
              onChange={(event) => onChange({ ...draft, [shown]: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
