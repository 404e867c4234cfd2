"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { reachAction } from "@/components/call-action";
import type { SavedPersona } from "@/lib/persona/persona";
import { readPersona } from "./actions";

const LOOK_EVERY_MS = 1_500;

/** Looks after a try has begun; a verdict takes 8 s at most, so after so many that try came to nothing. */
const LOOKS_OF_ONE_TRY = 7;

const KEY = ["persona"];

type Seen = { view: SavedPersona; looks: number };

/** The persona in force, looked at again for as long as its verdict is awaited. */
export function usePersona(first: SavedPersona) {
  const client = useQueryClient();
  const { data } = useQuery<Seen>({
    queryKey: KEY,
    initialData: { view: first, looks: 0 },
    refetchInterval: (query) => (query.state.data?.view.safety.status === "pending" ? LOOK_EVERY_MS : false),
    queryFn: async () => {
      const before = client.getQueryData<Seen>(KEY) ?? { view: first, looks: 0 };
      const result = await reachAction(readPersona);
      // A look that failed tells nothing new; the next one comes soon.
      if (!result.ok) return before;
      const { safety } = result.value;
      const trying = safety.status === "pending" && safety.attempts > 0;
      return { view: result.value, looks: trying ? before.looks + 1 : 0 };
    },
  });
  const show = useCallback((view: SavedPersona) => client.setQueryData<Seen>(KEY, { view, looks: 0 }), [client]);
  const { view, looks } = data;
  const attempts = view.safety.status === "pending" ? view.safety.attempts : 0;
  return { view, show, failing: attempts > 1 || (attempts === 1 && looks >= LOOKS_OF_ONE_TRY) };
}
