"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** A moment in the reader's own zone. Before the browser takes over it is written in UTC, and says so. */
export function LocalTime({ at }: { at: Date }) {
  const zone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  const text = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(at);
  return <time dateTime={at.toISOString()}>{zone === "UTC" ? `${text} UTC` : text}</time>;
}
