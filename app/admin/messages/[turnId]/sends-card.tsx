import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/local-time";
import { Card, CardTitle } from "@/components/ui/card";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import { FailureCode, FailureWords } from "./failure-words";

/** Each attempt to send, and what WhatsApp said of it; nothing where none was made. */
export function SendsCard({ receipt }: { receipt: Receipt }) {
  const t = useTranslations("receipt");
  const { sends, attempts, failureCode } = receipt;
  if (sends.length === 0) return null;
  return (
    <Card>
      <CardTitle>{t("sends")}</CardTitle>
      <ol className="mt-3 flex flex-col gap-4">
        {sends.map(({ attempt, state, begunAt, stateAt, providerId, errorCode }) => (
          <li key={attempt}>
            <p>
              {t(`states.${state}`)}, <LocalTime at={stateAt ?? begunAt} withSeconds />
            </p>
            <p className="text-sm text-soft">
              {t.rich(attempt === 1 ? "begun" : "begunAgain", { time: () => <LocalTime at={begunAt} withSeconds /> })}
            </p>
            {errorCode === null ? null : errorCode === failureCode ? (
              <FailureCode code={errorCode} />
            ) : (
              <FailureWords receipt={receipt} code={errorCode} />
            )}
            {providerId ? <p className="break-all text-sm text-soft">{providerId}</p> : null}
          </li>
        ))}
      </ol>
      {attempts > sends.length ? <p className="mt-3 text-sm text-soft">{t("tries", { count: attempts })}</p> : null}
    </Card>
  );
}
