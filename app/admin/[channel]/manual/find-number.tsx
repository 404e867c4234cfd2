"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { NumberFacts } from "@/lib/accounts/connection/whatsapp/number-directory.port";
import { ConfirmNumber } from "./confirm-number";
import { NumberForm, type NumberInput } from "./number-form";
import { StepList } from "./step-list";

/** The first two steps. What was typed stays when one goes back. */
export function FindNumber() {
  const router = useRouter();
  const [input, setInput] = useState<NumberInput>({ way: "own", numberId: "", token: "", wabaId: "" });
  const [found, setFound] = useState<NumberFacts | null>(null);
  return (
    <>
      <StepList current={found ? "confirm" : "number"} />
      {found ? (
        <ConfirmNumber
          input={input}
          facts={found}
          onBack={() => setFound(null)}
          onConnected={(accountId) => router.replace(`/admin/whatsapp/manual?account=${accountId}`)}
        />
      ) : (
        <NumberForm input={input} onChange={setInput} onFound={setFound} />
      )}
    </>
  );
}
