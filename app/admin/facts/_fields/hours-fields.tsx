"use client";

import { CopyPlus, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { WEEKDAYS, type Weekday } from "@/lib/facts/facts";
import { type FactsDraft, factsOf, newKey, usualWeek } from "./facts-draft";
import { below, type ProblemAt } from "./field-problems";
import { OpeningPreview } from "./opening-preview";
import { SpanFields } from "./span-fields";

type Props = {
  draft: FactsDraft;
  /** The browser's time zone: it counts where none is chosen. */
  ownZone: string;
  onChange: (part: Partial<FactsDraft>) => void;
  /** The same, for what takes something away: it can be undone. */
  onReplace: (part: Partial<FactsDraft>, said: string) => void;
  problem: ProblemAt;
};

/** Time zone and the hours of the week, with what follows from them now. */
export function HoursFields({ draft, ownZone, onChange, onReplace, problem }: Props) {
  const t = useTranslations("businessFacts.hours");
  const { week } = draft;

  function copyToAll(day: Weekday): void {
    const copies = WEEKDAYS.map((one) => [
      one,
      one === day ? week[one] : week[day].map((span) => ({ ...span, key: newKey() })),
    ]);
    onReplace({ week: Object.fromEntries(copies) as FactsDraft["week"] }, t("copied", { day: t(`days.${day}`) }));
  }

  return (
    <Card>
      <CardTitle>{t("title")}</CardTitle>
      <CardText className="mb-4">{t("text")}</CardText>
      <div className="flex flex-col gap-5">
        <OpeningPreview facts={factsOf(draft, ownZone)} />
        <TimeZoneField
          value={draft.timeZone || ownZone}
          onChange={(timeZone) => onChange({ timeZone })}
          error={problem("time_zone")}
        />
        {draft.hoursTold ? (
          <>
            <ul className="flex flex-col divide-y divide-line">
              {WEEKDAYS.map((day) => (
                <li key={day} className="grid gap-x-4 gap-y-1 py-3 sm:grid-cols-[7rem_1fr]" data-day={day}>
                  <h3 className="pt-2 font-medium text-sm">{t(`days.${day}`)}</h3>
                  <SpanFields
                    name={t(`days.${day}`)}
                    spans={week[day]}
                    onChange={(spans) => onChange({ week: { ...week, [day]: spans } })}
                    problem={below(problem, `hours.${day}`)}
                  >
                    {week[day].length > 0 ? (
                      <Button
                        kind="quiet"
                        size="small"
                        aria-label={t("copyOf", { day: t(`days.${day}`) })}
                        onClick={() => copyToAll(day)}
                      >
                        <CopyPlus aria-hidden />
                        {t("copy")}
                      </Button>
                    ) : null}
                  </SpanFields>
                </li>
              ))}
            </ul>
            <Button
              kind="quiet"
              size="small"
              className="-ml-3 self-start text-danger"
              onClick={() => onReplace({ hoursTold: false }, t("removed"))}
            >
              <Trash2 aria-hidden />
              {t("remove")}
            </Button>
          </>
        ) : (
          <Button
            kind="secondary"
            className="sm:self-start"
            onClick={() =>
              onChange({
                hoursTold: true,
                ...(WEEKDAYS.some((day) => week[day].length > 0) ? {} : { week: usualWeek() }),
              })
            }
          >
            <Plus aria-hidden />
            {t("tell")}
          </Button>
        )}
      </div>
    </Card>
  );
}

const never = () => () => undefined;
let zones: readonly string[] | null = null;
const knownZones = (): readonly string[] => {
  zones ??= Intl.supportedValuesOf("timeZone");
  return zones;
};
const NONE: readonly string[] = [];

type ZoneProps = { value: string; onChange: (zone: string) => void; error: string | null };

function TimeZoneField({ value, onChange, error }: ZoneProps) {
  const t = useTranslations("businessFacts.hours");
  // The server may know other zones than the browser.
  const known = useSyncExternalStore(never, knownZones, () => NONE);
  const shown = value === "" || known.includes(value) ? known : [value, ...known];
  return (
    <Field label={t("timeZone")} hint={t("timeZoneHint")} error={error}>
      {(control) => (
        <Select {...control} name="timeZone" value={value} onChange={(event) => onChange(event.target.value)}>
          {value === "" ? <option value="">{t("noTimeZone")}</option> : null}
          {shown.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
