import { useTranslations } from "next-intl";
import { useActionWords } from "@/components/call-action";

type Failure = Parameters<ReturnType<typeof useActionWords>>[0];

/** Why something that asks Stripe did not work. */
export function useStripeWords(): (failure: Failure) => string {
  const t = useTranslations("credits");
  const words = useActionWords();
  return (failure) => {
    if (failure.code === "upstream") return t("stripeAway");
    return failure.code === "conflict" ? t("stripeBusy") : words(failure);
  };
}
