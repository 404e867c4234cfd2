"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { reachAction } from "@/components/call-action";
import { LocalTime } from "@/components/local-time";
import { Alert } from "@/components/ui/alert";
import { budgetLevel, type DayBudget, PAID_CALLS } from "@/lib/credits/daily-budget";
import { readBudget } from "../billing/actions";
import { BUDGET_KEY } from "../billing/balance-key";

const LOOK_EVERY_MS = 60_000;

/** Says where saving and trying comes near to what a day holds, and from when on there is more. */
export function BudgetNote({ first }: { first: DayBudget }) {
  const t = useTranslations("budget");
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: BUDGET_KEY,
    initialData: first,
    staleTime: LOOK_EVERY_MS,
    refetchInterval: LOOK_EVERY_MS,
    queryFn: async () => {
      const result = await reachAction(readBudget);
      // A look that failed tells nothing new.
      return result.ok ? result.value : (client.getQueryData<DayBudget>(BUDGET_KEY) ?? first);
    },
  });
  return PAID_CALLS.map((call) => {
    const { used, limit } = data.spent[call];
    const level = budgetLevel(data.spent[call]);
    if (level === "enough") return null;
    return (
      <Alert key={call} tone="care" className="mb-4" data-testid={`budget-${call}`}>
        {t.rich(`${level}.${call}`, { used, limit, at: () => <LocalTime at={data.renewsAt} /> })}
      </Alert>
    );
  });
}
