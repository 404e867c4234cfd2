import { getTranslations } from "next-intl/server";
import { Card, CardText, CardTitle } from "@/components/ui/card";

/** Where nothing is sold: who grants credits, and how they are reached. */
export async function GrantedCard({ contact }: { contact: string | null }) {
  const t = await getTranslations("credits");
  return (
    <Card>
      <CardTitle>{t("packsTitle")}</CardTitle>
      <CardText>{t("packsGranted")}</CardText>
      {contact ? (
        <CardText>
          {t.rich("packsContact", {
            contact,
            link: (words) => (
              <a
                className="break-words underline underline-offset-2"
                href={contact.startsWith("https://") ? contact : `mailto:${contact}`}
              >
                {words}
              </a>
            ),
          })}
        </CardText>
      ) : null}
    </Card>
  );
}
