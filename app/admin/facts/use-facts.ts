"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { reachAction } from "@/components/call-action";
import type { SavedFacts } from "@/lib/facts/facts";
import { readFacts } from "./actions";

const LOOK_EVERY_MS = 1_500;

const KEY = ["facts"];

/** The facts as they were last saved, looked at again for as long as their verdict is awaited. */
export function useFacts(first: SavedFacts) {
  const client = useQueryClient();
  const { data: view } = useQuery<SavedFacts>({
    queryKey: KEY,
    initialData: first,
    refetchInterval: (query) => (query.state.data?.safety.status === "pending" ? LOOK_EVERY_MS : false),
    queryFn: async () => {
      const result = await reachAction(readFacts);
      // A look that failed tells nothing new; the next one comes soon.
      return result.ok ? result.value : (client.getQueryData<SavedFacts>(KEY) ?? first);
    },
  });
  const show = useCallback((next: SavedFacts) => client.setQueryData<SavedFacts>(KEY, next), [client]);
  return { view, show };
}
