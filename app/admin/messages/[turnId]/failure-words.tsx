import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";
import { META_PLACES, metaPlace } from "@/lib/channels/meta-places";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import { explainFailure } from "@/lib/wiring/explain-failure";

type Props = { receipt: Pick<Receipt, "channel" | "account">; code: number };

/** The code alone, where the page has said what it means. */
export function FailureCode({ code }: Pick<Props, "code">) {
  const t = useTranslations("receipt");
  return <span className="text-sm text-soft">{t("code", { code: String(code) })}</span>;
}

/** What Meta's code says, in words, with what cures it. */
export function FailureWords({ receipt: { channel, account }, code }: Props) {
  const t = useTranslations("receipt");
  const needs = useTranslations("numbers.need");
  const places = useTranslations("account.atMeta");
  const meaning = explainFailure(channel, code, account.tokenOwner);
  const place = meaning.kind === "number" ? metaPlace(meaning.cause) : null;
  return (
    <p className="mt-2 break-words leading-relaxed">
      {meaning.kind === "number" ? needs(meaning.cause) : t(`failure.${meaning.failure}`)} <FailureCode code={code} />
      {place ? (
        <>
          {" "}
          <a
            href={META_PLACES[place]}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 text-brand underline"
          >
            {places(place)}
            <ExternalLink aria-hidden className="size-4" />
          </a>
        </>
      ) : null}
    </p>
  );
}
