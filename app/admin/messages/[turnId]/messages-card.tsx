import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/local-time";
import { Card, CardText, CardTitle } from "@/components/ui/card";
import type { Receipt, ReceiptMessage } from "@/lib/pipeline/receipt.port";
import { useDuration } from "./duration";

/** So many are shown at once. */
const SHOWN = 5;

/** Longer than a message takes on an ordinary day. In ms. */
const LATE_MS = 60_000;

/** What the customer wrote, by kinds, times and ids. */
export function MessagesCard({ receipt: { messages } }: { receipt: Receipt }) {
  const t = useTranslations("receipt");
  const [first, rest] = [messages.slice(0, SHOWN), messages.slice(SHOWN)];
  return (
    <Card>
      <CardTitle>{t("messages", { count: messages.length })}</CardTitle>
      <CardText>{t("noWords")}</CardText>
      <Messages messages={first} />
      {rest.length > 0 ? (
        <details className="mt-3">
          <summary className="min-h-9 cursor-pointer text-brand underline">{t("more", { count: rest.length })}</summary>
          <Messages messages={rest} />
        </details>
      ) : null}
    </Card>
  );
}

function Messages({ messages }: { messages: readonly ReceiptMessage[] }) {
  const t = useTranslations("receipt");
  const duration = useDuration();
  return (
    <ol className="mt-3 flex flex-col gap-3">
      {messages.map(({ providerId, kind, sentAt, receivedAt }, at) => {
        const late = receivedAt.getTime() - sentAt.getTime();
        return (
          <li key={providerId ?? at}>
            <p>
              {t(`kinds.${kind}`)}, <LocalTime at={sentAt} withSeconds />
            </p>
            {late > LATE_MS ? <p className="text-sm">{t("late", { time: duration(late) })}</p> : null}
            <p className="break-all text-sm text-soft">{providerId}</p>
          </li>
        );
      })}
    </ol>
  );
}
