"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { SignupState } from "@/lib/accounts/connection/whatsapp/signup/signup";

/** What happened, plainly, and below it what Meta itself says. */
export function SignupWords({ state }: { state: SignupState }) {
  const t = useTranslations("signup");
  const said = "said" in state && state.said ? state.said : null;
  const sessionId = state.kind === "error" ? state.sessionId : null;
  const good = (state.kind === "connected" && state.name !== "declined") || state.kind === "working";
  return (
    <Alert tone={good ? "info" : "care"}>
      {sentences(t, state).map((sentence) => (
        <p key={sentence} className="not-first:mt-2">
          {sentence}
        </p>
      ))}
      {said ? <p className="mt-2 break-words text-sm text-soft">{t("metaSays", { said })}</p> : null}
      {sessionId ? <p className="mt-1 break-all text-sm text-soft">{t("metaSupport", { sessionId })}</p> : null}
    </Alert>
  );
}

function sentences(t: ReturnType<typeof useTranslations<"signup">>, state: SignupState): string[] {
  switch (state.kind) {
    case "working":
      return [t("working")];
    case "several_numbers":
      return [t("severalNumbers")];
    case "no_number":
      return [t("noNumber")];
    case "not_shared":
      return [t("notShared")];
    case "pin_needed":
      return [t(state.wrong ? "pinWrong" : "pinNeeded")];
    case "cancelled":
      return [t(`cancelled.${state.at}`)];
    case "error":
      return [t(`error.${state.group}`)];
    case "failed":
      return [t(`failed.${state.reason}`)];
    case "connected":
      return [
        t(state.onBusinessApp ? "connected.businessApp" : "connected.numberOnly"),
        ...(state.name === "in_review" ? [t("connected.inReview")] : []),
        ...(state.name === "declined" ? [t("connected.declined")] : []),
        ...(state.pin === "unproven" ? [t("connected.pinUnproven")] : []),
      ];
  }
}
