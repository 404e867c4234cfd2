"use client";

import { useTranslations } from "next-intl";
import { useChannelTraits } from "@/app/admin/_frame/use-channel-traits";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { type TextLimit, textLength } from "@/lib/core/unicode";
import type { Facts } from "@/lib/facts/facts";
import { fillPlaceholders, PLACEHOLDERS } from "@/lib/facts/placeholders";
import { cannedLimit, REPLY_CONFIG_LIMITS } from "@/lib/rules/config/reply-config";
import type { RuleDraft } from "../_state/rule-draft";
import { MessagePreview } from "./message-preview";

const PROMPT_LIMIT: TextLimit = { max: REPLY_CONFIG_LIMITS.promptCharacters, unit: "characters" };

type ResponseFieldsProps = {
  draft: RuleDraft;
  /** Fill the placeholders of the preview. */
  facts: Facts | null;
  onChange: (part: Partial<RuleDraft>) => void;
  error: string | null;
};

/** What is sent: a fixed text, shown as the customer sees it, what the AI writes by instructions, or nothing. */
export function ResponseFields({ draft, facts, onChange, error }: ResponseFieldsProps) {
  const t = useTranslations("rules");
  const { responseKind: kind } = draft;
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="mb-2 font-medium text-[0.9375rem]">{t("answer")}</legend>
      <ChoiceGroup
        columns={3}
        label={t("answer")}
        value={kind}
        onChange={(responseKind) => onChange({ responseKind })}
        choices={[
          { value: "canned", label: t("kindCanned"), hint: t("kindCannedHint") },
          { value: "prompt", label: t("kindPrompt"), hint: t("kindPromptHint") },
          { value: "none", label: t("kindNone"), hint: t("kindNoneHint") },
        ]}
      />
      {kind === "none" ? null : (
        <ResponseText kind={kind} text={draft[kind]} facts={facts} onChange={onChange} error={error} />
      )}
    </fieldset>
  );
}

const braced = (name: string): string => `{${name}}`;

type ResponseTextProps = Omit<ResponseFieldsProps, "draft"> & { kind: "canned" | "prompt"; text: string };

function ResponseText({ kind, text, facts, onChange, error }: ResponseTextProps) {
  const t = useTranslations("rules");
  const { textLimit, formatting } = useChannelTraits();
  const filled = fillPlaceholders(text, facts, new Date());
  const { max, unit } = kind === "canned" ? cannedLimit(textLimit) : PROMPT_LIMIT;
  return (
    <>
      <Field
        label={t(kind === "canned" ? "cannedText" : "promptText")}
        hint={`${t("count", { count: textLength(text, unit), max })} ${
          kind === "prompt" ? t("promptChecked") : t("placeholders", { known: PLACEHOLDERS.join(" ") })
        }`}
        error={error}
      >
        {(control) => (
          <Textarea
            {...control}
            placeholder={t(kind === "canned" ? "cannedPlaceholder" : "promptPlaceholder")}
            value={text}
            onChange={(event) => onChange({ [kind]: event.target.value })}
          />
        )}
      </Field>
      {kind === "canned" && text.trim() !== "" ? (
        <>
          <MessagePreview text={filled.text} formatting={formatting} label={t("preview")} />
          {filled.missing.length > 0 ? (
            <p className="text-care text-sm">{t("missingFacts", { names: filled.missing.map(braced).join(", ") })}</p>
          ) : null}
        </>
      ) : null}
    </>
  );
}
