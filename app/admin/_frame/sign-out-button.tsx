"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useActionWords } from "@/components/call-action";
import { Button } from "@/components/ui/button";

/** Ends the session on the server, then leaves the page so that nothing of it stays on the screen. */
export function SignOutButton() {
  const t = useTranslations("admin");
  const words = useActionWords();

  async function signOut(): Promise<void> {
    try {
      const asked = await fetch("/api/auth/csrf", { cache: "no-store" });
      const { csrfToken } = (await asked.json()) as { csrfToken: string };
      await fetch("/api/auth/signout", { method: "POST", body: new URLSearchParams({ csrfToken, json: "true" }) });
      location.assign("/sign-in");
    } catch {
      toast.error(words({ code: "network" }));
    }
  }

  return (
    <Button kind="quiet" size="small" onClick={signOut} className="lg:-ml-3">
      <LogOut aria-hidden />
      {t("signOut")}
    </Button>
  );
}
