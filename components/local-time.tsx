"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/**
 * A moment in the reader's own zone, to the minute unless `withSeconds`. Before the browser takes over it is written in UTC,
 * and says so.
 */
export function LocalTime({ at, withSeconds = false }: { at: Date; withSeconds?: boolean }) {
  const zone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
  const timeStyle = withSeconds ? "medium" : "short";
  const text = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle, timeZone: zone }).format(at);
  return <time dateTime={at.toISOString()}>{zone === "UTC" ? `${text} UTC` : text}</time>;
}
