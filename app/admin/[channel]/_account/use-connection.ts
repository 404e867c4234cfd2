"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { reachAction } from "@/components/call-action";
import type { AccountView, Health } from "@/lib/accounts/account-view";
import { checkConnection, selfTest } from "./actions";

/** While something is missing Meta is asked this often, ms, and not for ever: its calls are counted. */
const ASK_EVERY_MS = 5_000;
const ASK_TIMES = 24;

type SelfTestAnswer = Awaited<ReturnType<typeof reachAction<Awaited<ReturnType<typeof selfTest>>>>>;
type CheckAnswer = Awaited<ReturnType<typeof reachAction<Awaited<ReturnType<typeof checkConnection>>>>>;

export type Connection = {
  selfTest: { answer: SelfTestAnswer | undefined; busy: boolean; again(): void };
  check: { answer: CheckAnswer | undefined; busy: boolean; again(): void };
};

const complete = (health: Health | null): boolean =>
  health?.subscribed === true && health.callback && health.registered;

/**
 * Runs the self-test once if none has arrived yet, and asks Meta for the other ticks for as long as one is missing.
 * `onView` gets what was learnt; it has to be the same function over renders.
 */
export function useConnection(account: AccountView, onView: (view: AccountView) => void): Connection {
  const { id } = account;
  const [startedAt] = useState(() => Date.now());

  const testQuery = useQuery({
    queryKey: ["self-test", id],
    enabled: account.selfTestAt === null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const answer = await reachAction(() => selfTest({ accountId: id }));
      if (answer.ok && answer.value.kind === "arrived") onView(answer.value.view);
      return answer;
    },
  });

  const checkQuery = useQuery({
    queryKey: ["connection", id],
    enabled: !complete(account.health),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: () => (Date.now() - startedAt > ASK_EVERY_MS * ASK_TIMES ? false : ASK_EVERY_MS),
    queryFn: async () => {
      const answer = await reachAction(() => checkConnection({ accountId: id }));
      if (answer.ok && answer.value.kind === "checked") onView(answer.value.view);
      return answer;
    },
  });

  const { refetch: testAgain } = testQuery;
  const { refetch: checkAgain } = checkQuery;
  return {
    selfTest: {
      answer: testQuery.data,
      busy: testQuery.isFetching,
      again: useCallback(() => void testAgain(), [testAgain]),
    },
    check: {
      answer: checkQuery.data,
      busy: checkQuery.isFetching,
      again: useCallback(() => void checkAgain(), [checkAgain]),
    },
  };
}
