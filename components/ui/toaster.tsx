"use client";

import { Toaster as Sonner } from "sonner";

/** Where short news appear: at the top, where neither the tab bar nor a question is. Call `toast` from sonner. */
export function Toaster() {
  return (
    <Sonner
      position="top-center"
      style={{ fontFamily: "inherit" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-3 rounded-control border border-line bg-ink px-4 py-3 text-ground text-[0.9375rem] shadow-lg sm:w-96",
          icon: "shrink-0",
          content: "min-w-0 flex-1",
          actionButton: "min-h-9 shrink-0 rounded-lg px-3 font-semibold underline underline-offset-4",
        },
      }}
    />
  );
}
