"use client";

import { useTranslations } from "next-intl";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { Contacts } from "./facts-draft";
import type { ProblemAt } from "./field-problems";

/** Each with the keyboard that a phone should open. */
const FIELDS = [
  ["map_link", "url"],
  ["phone", "tel"],
  ["email", "email"],
  ["website", "url"],
] as const satisfies readonly (readonly [keyof Contacts, string])[];

type Props = { contacts: Contacts; onChange: (contacts: Contacts) => void; problem: ProblemAt };

/** Where the business is, and how one reaches it. */
export function ContactFields({ contacts, onChange, problem }: Props) {
  const t = useTranslations("businessFacts.contacts");
  const set = (name: keyof Contacts, value: string) => onChange({ ...contacts, [name]: value });
  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText className="mb-4">{t("text")}</CardText>
      <div className="grid gap-5 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <Field label={t("address.label")} error={problem("address")}>
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                className="min-h-0"
                name="address"
                placeholder={t("address.example")}
                value={contacts.address}
                onChange={(event) => set("address", event.target.value)}
              />
            )}
          </Field>
        </div>
        {FIELDS.map(([name, inputMode]) => (
          <Field key={name} label={t(`${name}.label`)} error={problem(name)}>
            {(control) => (
              <Input
                {...control}
                name={name}
                inputMode={inputMode}
                autoCapitalize="none"
                placeholder={t(`${name}.example`)}
                value={contacts[name]}
                onChange={(event) => set(name, event.target.value)}
              />
            )}
          </Field>
        ))}
      </div>
    </Card>
  );
}
