"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { ChoiceGroup } from "@/components/ui/choice-group";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import type { NumberFacts } from "@/lib/accounts/connection/whatsapp/number-directory.port";
import { lookUpNumber } from "../_account/actions";

export type NumberInput = { way: "own" | "assigned"; numberId: string; token: string; wabaId: string };

/** As the actions want it. `wabaId` is null where it was left empty. */
type NumberRequest = { numberId: string; token: string | null; wabaId: string | null };

export function requestOf({ way, numberId, token, wabaId }: NumberInput): NumberRequest {
  const own = way === "own";
  return { numberId: numberId.trim(), token: own ? token.trim() : null, wabaId: (own && wabaId.trim()) || null };
}

type Props = {
  input: NumberInput;
  onChange: (input: NumberInput) => void;
  onFound: (facts: NumberFacts) => void;
};

export function NumberForm({ input, onChange, onFound }: Props) {
  const t = useTranslations("connect");
  const words = useActionWords();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const request = requestOf(input);
  const badId = !/^\d{5,40}$/.test(request.numberId);
  const badWabaId = request.wabaId !== null && !/^\d{5,40}$/.test(request.wabaId);
  const badToken = request.token !== null && !/^[\x21-\x7e]{10,1000}$/.test(request.token);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    setError(null);
    if (badId || badToken || badWabaId) return;
    setBusy(true);
    const result = await reachAction(() => lookUpNumber(request));
    setBusy(false);
    if (!result.ok) return setError(words(result));
    if (result.value.ok) return onFound(result.value.facts);
    setError(t(`refused.${result.value.reason}`));
  }

  return (
    <Card>
      <CardTitle>{t("numberTitle")}</CardTitle>
      <CardText>{t("numberText")}</CardText>
      <form noValidate onSubmit={submit} className="mt-5 flex flex-col gap-5">
        {error ? <Alert tone="bad">{error}</Alert> : null}
        <ChoiceGroup
          label={t("how")}
          value={input.way}
          onChange={(way) => onChange({ ...input, way })}
          choices={[
            { value: "own", label: t("useOwn"), hint: t("useOwnHint") },
            { value: "assigned", label: t("useAssigned"), hint: t("useAssignedHint") },
          ]}
        />
        <Field label={t("numberId")} hint={t("numberIdHint")} error={tried && badId ? t("numberIdBad") : null}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              className="font-mono"
              value={input.numberId}
              onChange={(event) => onChange({ ...input, numberId: event.target.value })}
            />
          )}
        </Field>
        {input.way === "own" ? (
          <>
            <Field label={t("token")} hint={t("tokenHint")} error={tried && badToken ? t("tokenBad") : null}>
              {(control) => (
                <Input
                  {...control}
                  type="password"
                  autoComplete="off"
                  spellCheck={false}
                  className="font-mono"
                  value={input.token}
                  onChange={(event) => onChange({ ...input, token: event.target.value })}
                />
              )}
            </Field>
            <Field label={t("wabaId")} hint={t("wabaIdHint")} error={tried && badWabaId ? t("wabaIdBad") : null}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="numeric"
                  autoComplete="off"
                  className="font-mono"
                  value={input.wabaId}
                  onChange={(event) => onChange({ ...input, wabaId: event.target.value })}
                />
              )}
            </Field>
          </>
        ) : null}
        <Button type="submit" disabled={busy} className="sm:self-start">
          {busy ? <Spinner /> : null}
          {busy ? t("lookingUp") : t("lookUp")}
        </Button>
      </form>
    </Card>
  );
}
