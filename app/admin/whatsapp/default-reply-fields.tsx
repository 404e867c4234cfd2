"use client";

import { useTranslations } from "next-intl";
import { ChoiceGroup } from "../../../components/ui/choice-group";
import { Field } from "../../../components/ui/field";
import { Textarea } from "../../../components/ui/textarea";
import type { DefaultResponse } from "../../../lib/accounts/account-record";
import { REPLY_CONFIG_LIMITS } from "../../../lib/rules/reply-config-limits";

/** Texts by kind: switching to and fro loses nothing that was typed. */
export type ResponseDraft = { kind: DefaultResponse["kind"]; canned: string; prompt: string };

export function draftOf({ kind, text }: DefaultResponse): ResponseDraft {
  return { kind, canned: kind === "canned" ? text : "", prompt: kind === "prompt" ? text : "" };
}

export function responseOf(draft: ResponseDraft): DefaultResponse {
  return { kind: draft.kind, text: draft[draft.kind] };
}

const MAX = { canned: REPLY_CONFIG_LIMITS.cannedCharacters, prompt: REPLY_CONFIG_LIMITS.promptCharacters } as const;

/** Why a text can't be saved, counted the way the server counts. Null when it can. */
export function responseProblem(
  draft: ResponseDraft,
): { kind: "empty" } | { kind: "long"; max: number; count: number } | null {
  const text = draft[draft.kind];
  const count = [...text].length;
  if (text.trim() === "") return { kind: "empty" };
  return count > MAX[draft.kind] ? { kind: "long", max: MAX[draft.kind], count } : null;
}

type Props = { draft: ResponseDraft; onChange: (draft: ResponseDraft) => void; showProblems: boolean };

/** What everybody gets whom no rule answers: a fixed text, or instructions for the AI. */
export function DefaultReplyFields({ draft, onChange, showProblems }: Props) {
  const t = useTranslations("account");
  const problem = responseProblem(draft);
  const words =
    problem === null ? null : problem.kind === "empty" ? (showProblems ? t("textEmpty") : null) : t("tooLong", problem);
  return (
    <div className="flex flex-col gap-4">
      <ChoiceGroup
        label={t("defaultKind")}
        value={draft.kind}
        onChange={(kind) => onChange({ ...draft, kind })}
        choices={[
          { value: "canned", label: t("kindCanned"), hint: t("kindCannedHint") },
          { value: "prompt", label: t("kindPrompt"), hint: t("kindPromptHint") },
        ]}
      />
      <Field label={t(draft.kind === "canned" ? "cannedText" : "promptText")} error={words}>
        {(control) => (
          <Textarea
            {...control}
            placeholder={draft.kind === "prompt" ? t("promptPlaceholder") : undefined}
            value={draft[draft.kind]}
            onChange={(event) => onChange({ ...draft, [draft.kind]: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
