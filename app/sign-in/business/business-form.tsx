"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { reachAction, useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { useTypedText } from "@/components/use-typed-text";
import { nameBusiness } from "./actions";

export function BusinessForm() {
  const t = useTranslations("business");
  const words = useActionWords();
  const router = useRouter();
  const { text: name, typed } = useTypedText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const result = await reachAction(() => nameBusiness({ name }));
    if (result.ok) return router.replace("/admin");
    setError(words(result));
    setBusy(false);
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("name")} error={error}>
        {(control) => (
          <Input
            {...control}
            {...typed}
            autoComplete="organization"
            maxLength={80}
            placeholder={t("namePlaceholder")}
          />
        )}
      </Field>
      <Button type="submit" disabled={busy || name.trim() === ""}>
        {busy ? <Spinner /> : null}
        {t("go")}
      </Button>
    </form>
  );
}
