import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { Receipt } from "@/lib/pipeline/receipt.port";
import type { CurePlace } from "@/lib/pipeline/unanswered-cures";

type Props = { receipt: Receipt; place: CurePlace | null; asksOwner: boolean };

/** The way to where it is mended, and to the chat in which the customer may still wait. */
export function CureLinks({ receipt: { channel, number, customer }, place, asksOwner }: Props) {
  const t = useTranslations("receipt");
  const { accountId, connected } = number;
  const addresses = {
    number: `/admin/${channel}/${accountId}`,
    confirm: `/admin/${channel}/manual?account=${accountId}`,
    rules: `/admin/rules/${channel}/${accountId}`,
    persona: "/admin/persona",
    facts: "/admin/facts",
    billing: "/admin/billing",
  } as const satisfies Record<CurePlace, string>;
  const isThere = place !== null && (connected || addresses[place].indexOf(accountId) < 0);
  const phone = asksOwner && customer !== null && /^\d{7,15}$/.test(customer) ? customer : null;
  if (!isThere && phone === null) return null;
  return (
    <div className="mt-4 flex flex-wrap gap-3">
      {isThere ? (
        <Button asChild>
          <Link href={addresses[place]}>{t(`places.${place}`)}</Link>
        </Button>
      ) : null}
      {phone === null ? null : (
        <Button asChild kind="secondary">
          <a href={`https://wa.me/${phone}`} target="_blank" rel="noreferrer">
            {t("answerYourself")}
            <ExternalLink aria-hidden />
          </a>
        </Button>
      )}
    </div>
  );
}
